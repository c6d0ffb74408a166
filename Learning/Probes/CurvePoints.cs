using RnnCluster.Shared;

namespace RnnCluster.Learning.Probes;

/// <summary>
/// The time steps of a window that a curve shows: all of them; of a window with more than
/// <see cref="Limits.CurvePointsMax"/>, that many at equal distances, the first and the last among them.
/// </summary>
public static class CurvePoints
{
    /// <summary>How many points the curve has.</summary>
    /// <param name="timeSteps">T, at least 1.</param>
    public static int Count(int timeSteps) => Math.Min(timeSteps, Limits.CurvePointsMax);

    /// <summary>The time step of a point.</summary>
    /// <param name="point">0 .. <see cref="Count"/> - 1.</param>
    /// <param name="timeSteps">T, at least 1.</param>
    public static int TimeStep(int point, int timeSteps)
    {
        int last = Count(timeSteps) - 1;
        return last == timeSteps - 1 ? point : (int)((long)point * (timeSteps - 1) / last);
    }
}
