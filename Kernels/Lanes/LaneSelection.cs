using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace RnnCluster.Kernels.Lanes;

/// <summary>Which lanes this process uses, decided by what the runtime reports.</summary>
public static class LaneSelection
{
    /// <summary>The widest lanes that the runtime offers.</summary>
    public static LaneKind Current { get; } = Widest();

    /// <summary>The name that reports and <c>--json</c> carry: scalar, vector128, advsimd, avx2 or avx512.</summary>
    public static string Name => Current.ToString().ToLowerInvariant();

    private static LaneKind Widest()
    {
        if (Lanes512.IsSupported)
        {
            return LaneKind.Avx512;
        }

        if (Lanes256.IsSupported)
        {
            return LaneKind.Avx2;
        }

        if (Vector128.IsHardwareAccelerated)
        {
            return AdvSimd.IsSupported ? LaneKind.AdvSimd : LaneKind.Vector128;
        }

        return LaneKind.Scalar;
    }
}
