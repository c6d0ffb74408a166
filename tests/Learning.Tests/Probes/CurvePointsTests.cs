using RnnCluster.Learning.Probes;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Probes;

public sealed class CurvePointsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(Limits.CurvePointsMax)]
    public void AShortWindowIsShownWhole(int timeSteps) => Assert.Equal(
        Enumerable.Range(0, timeSteps),
        Enumerable.Range(0, CurvePoints.Count(timeSteps)).Select(point => CurvePoints.TimeStep(point, timeSteps)));

    [Theory]
    [InlineData(Limits.CurvePointsMax + 1)]
    [InlineData(5000)]
    [InlineData(Limits.WindowMax)]
    public void ALongWindowIsShownFromItsFirstToItsLastTimeStepAtEqualDistances(int timeSteps)
    {
        int count = CurvePoints.Count(timeSteps);
        int[] shown = [.. Enumerable.Range(0, count).Select(point => CurvePoints.TimeStep(point, timeSteps))];
        int[] distances = [.. shown.Skip(1).Zip(shown, (next, before) => next - before)];

        Assert.Equal((Limits.CurvePointsMax, 0, timeSteps - 1), (count, shown[0], shown[^1]));
        Assert.InRange(distances.Min(), 1, distances.Max());
        Assert.InRange(distances.Max() - distances.Min(), 0, 1);
    }
}
