using System.Diagnostics;
using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Cli.Tests.Equality;

/// <summary>An environment variable that takes registers or libm's code paths away from a process.</summary>
internal static class LaneSwitch
{
    /// <summary>Nothing is taken away.</summary>
    public const string None = "";

    public const string NoAvx512 = "DOTNET_EnableAVX512=0";

    /// <summary>Takes fused multiply-add and AVX-512 along.</summary>
    public const string NoAvx2 = "DOTNET_EnableAVX2=0";

    public const string NoVectors = "DOTNET_EnableHWIntrinsic=0";

    /// <summary>Leaves the runtime's registers alone and changes the bits of libm.</summary>
    public const string OtherLibm = "GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2";

    /// <summary>
    /// The lanes that a process with a switch must report on this machine, whatever machine it is: a switch takes away
    /// what there is, and changes nothing where that is missing.
    /// </summary>
    public static string LanesWith(string variable)
    {
        string here = LaneSelection.Name;
        return variable switch
        {
            None or OtherLibm => here,
            NoAvx512 => here == "avx512" ? "avx2" : here,
            NoAvx2 => here is "avx512" or "avx2" ? "vector128" : here,
            NoVectors => "scalar",
            _ => throw new UnreachableException(),
        };
    }
}
