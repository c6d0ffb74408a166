namespace RnnCluster.Dashboard.History;

/// <summary>What a curve says about the steps from <paramref name="First"/> to the next row's.</summary>
/// <param name="First">The first step in it.</param>
/// <param name="At">When that was, in seconds since 1970.</param>
/// <param name="Count">How many values are in it.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Min">The least of them; NaN if one is not a number.</param>
/// <param name="Max">The greatest of them; NaN if one is not a number.</param>
internal readonly record struct CurveRow(long First, double At, long Count, double Sum, double Min, double Max)
{
    public double Mean => Sum / Count;

    public static CurveRow Of(long step, double at, double value) => new(step, at, 1, value, value, value);

    /// <summary>This row and the one after it as one.</summary>
    public CurveRow With(in CurveRow later) => new(
        First, At, Count + later.Count, Sum + later.Sum, Math.Min(Min, later.Min), Math.Max(Max, later.Max));
}
