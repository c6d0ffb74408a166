using System.Runtime.Intrinsics;
using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Tests;

/// <summary>The lanes that this process can run: what one of them computes, all of them must.</summary>
internal static class LaneKinds
{
    public static IReadOnlyList<LaneKind> Supported { get; } = [.. Find()];

    private static IEnumerable<LaneKind> Find()
    {
        yield return LaneKind.Scalar;
        if (Vector128.IsHardwareAccelerated)
        {
            yield return LaneSelection.Current == LaneKind.AdvSimd ? LaneKind.AdvSimd : LaneKind.Vector128;
        }

        if (Lanes256.IsSupported)
        {
            yield return LaneKind.Avx2;
        }

        if (Lanes512.IsSupported)
        {
            yield return LaneKind.Avx512;
        }
    }
}
