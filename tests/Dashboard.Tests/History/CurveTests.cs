using RnnCluster.Dashboard.History;

namespace RnnCluster.Dashboard.Tests.History;

/// <summary>A curve of any length in bounded memory.</summary>
public sealed class CurveTests
{
    private const int Long = 200_000;

    [Theory]
    [InlineData(1)]
    [InlineData(4097)]
    [InlineData(123_456)]
    [InlineData(199_999)]
    public void ASpikeOfOneStepSurvivesThinning(int at)
    {
        Curve curve = Of(Long, step => step == at ? 1000 : 1);

        List<CurveRow> rows = curve.Query(0, Long, 1500);

        Assert.InRange(rows.Count, 500, 1500);
        Assert.Equal(1000, rows.Max(row => row.Max));
        CurveRow spike = rows.Single(row => row.Max > 1);
        Assert.True(spike.First <= at && at < spike.First + spike.Count, $"{spike} is not about step {at}");
        Assert.Equal(1, spike.Min);
    }

    [Fact]
    public void EveryStepCountsOnceHoweverMuchIsThinned()
    {
        Curve curve = Of(Long, step => step);

        foreach (int points in new[] { 10, 1500, 8192 })
        {
            List<CurveRow> rows = curve.Query(0, Long, points);
            Assert.Equal(Long, rows.Sum(row => row.Count));
            Assert.Equal(Enumerable.Range(1, Long).Sum(step => (double)step), rows.Sum(row => row.Sum));
            Assert.True(rows.Count <= points);
        }
    }

    [Fact]
    public void TheNumberOfBucketsIsBoundedAndTheirWidthDoubles()
    {
        var curve = new Curve();
        long width = curve.Width;
        for (int step = 1; step <= Long; step++)
        {
            curve.Add(step, step, step);
            Assert.True(curve.BucketCount <= Curve.BucketsMax);
            Assert.True(curve.Width == width || curve.Width == 2 * width);
            width = curve.Width;
        }

        Assert.Equal(64, width);
    }

    [Fact]
    public void AValueEveryFewStepsIsBoundedToo()
    {
        var curve = new Curve();
        for (long step = 500; step <= 500 * 10_000; step += 500)
        {
            curve.Add(step, step, step);
        }

        Assert.True(curve.BucketCount <= Curve.BucketsMax);
        Assert.Equal(10_000, curve.Query(0, long.MaxValue, 8192).Sum(row => row.Count));
    }

    [Fact]
    public void TheNewestStepsAreThereInFull()
    {
        Curve curve = Of(Long, step => step);

        List<CurveRow> rows = curve.Query(Long - 999, Long, 1000);

        Assert.Equal(Enumerable.Range(Long - 999, 1000).Select(step => (double)step), rows.Select(row => row.Mean));
    }

    [Theory]
    [InlineData(150)]
    [InlineData(5000)]
    public void StepsThatAreMadeAgainReplaceThoseOfBefore(int from)
    {
        Curve curve = Of(10_000, _ => 1);

        curve.DropFrom(from);
        for (int step = from; step <= 10_000; step++)
        {
            curve.Add(step, step, 2);
        }

        List<CurveRow> rows = curve.Query(0, 10_000, 8192);
        Assert.Equal(10_000, rows.Sum(row => row.Count));
        Assert.Equal(from - 1 + (2.0 * (10_000 - from + 1)), rows.Sum(row => row.Sum), 6);
        Assert.All(rows.Where(row => row.First >= from), row => Assert.Equal(2, row.Min));
    }

    [Fact]
    public void WhatIsDroppedIsGone()
    {
        Curve curve = Of(10_000, step => step);

        curve.DropFrom(101);

        Assert.Equal(100, curve.Last);
        Assert.Equal(100, curve.Query(0, long.MaxValue, 8192).Sum(row => row.Count));
    }

    [Fact]
    public void ACurveThatWasSavedIsTheSame()
    {
        Curve curve = Of(50_000, step => step * 0.5);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        curve.WriteTo(writer);
        stream.Position = 0;

        Curve read = Curve.ReadFrom(new BinaryReader(stream));
        read.Add(50_001, 0, 7);
        curve.Add(50_001, 0, 7);

        Assert.Equal(curve.Query(0, long.MaxValue, 1500), read.Query(0, long.MaxValue, 1500));
    }

    [Fact]
    public void ACopyDoesNotChangeWithTheOriginal()
    {
        Curve curve = Of(5000, step => step);
        Curve copy = curve.Copy();
        List<CurveRow> before = copy.Query(0, long.MaxValue, 8192);

        curve.DropFrom(10);
        curve.Add(10, 0, -1);

        Assert.Equal(before, copy.Query(0, long.MaxValue, 8192));
    }

    private static Curve Of(int steps, Func<int, double> value)
    {
        var curve = new Curve();
        for (int step = 1; step <= steps; step++)
        {
            curve.Add(step, step, value(step));
        }

        return curve;
    }
}
