using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Tests;

/// <summary>
/// The widths that this machine can run. A width that the CPU lacks is left out, since its instructions would fault;
/// plain floats always run, so there is always something to compare with.
/// </summary>
internal static class LaneKinds
{
    public static IReadOnlyList<LaneKind> Available { get; } = List();

    private static List<LaneKind> List()
    {
        var kinds = new List<LaneKind> { LaneKind.Scalar };
        if (Lanes128.IsSupported)
        {
            kinds.Add(LaneKind.Vector128);
        }

        if (Lanes256.IsSupported)
        {
            kinds.Add(LaneKind.Avx2);
        }

        if (Lanes512.IsSupported)
        {
            kinds.Add(LaneKind.Avx512);
        }

        return kinds;
    }
}
