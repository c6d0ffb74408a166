using System.Runtime.CompilerServices;

namespace RnnCluster.Kernels.Reductions;

/// <summary>
/// The end of every reduction: 16 partial results become one by halves (8 + 8, 4 + 4, 2 + 2, 1 + 1), whatever the
/// register width was. Lane j has taken the elements j, j + 16, ... before.
/// </summary>
internal static unsafe class LaneTree
{
    private const int Lanes = 16;

    /// <summary>The sum of 16 floats; they are overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(float* lanes)
    {
        // Safety: the caller has 16 floats there.
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
            {
                lanes[lane] += lanes[lane + half];
            }
        }

        return lanes[0];
    }

    /// <summary>The sum of 16 doubles; they are overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(double* lanes)
    {
        // Safety: the caller has 16 doubles there.
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
            {
                lanes[lane] += lanes[lane + half];
            }
        }

        return lanes[0];
    }

    /// <summary>The largest of 16 floats; NaN is passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Max(float* lanes)
    {
        // Safety: the caller has 16 floats there.
        float max = lanes[0];
        for (int lane = 1; lane < Lanes; lane++)
        {
            max = lanes[lane] > max ? lanes[lane] : max;
        }

        return max;
    }
}
