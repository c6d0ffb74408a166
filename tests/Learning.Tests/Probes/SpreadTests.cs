using RnnCluster.Learning.Probes;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Probes;

public sealed class SpreadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1000)]
    [InlineData(4099)]
    public void FiguresAreThoseOfThePlainDefinition(int length)
    {
        float[] values = Draw(length, 1);
        Spread spread = Spread.Of(values);
        double mean = values.Average(value => (double)value);
        double variance = values.Average(value => (value - mean) * (value - mean));
        Assert.Equal(values.Min(), spread.Minimum);
        Assert.Equal(values.Max(), spread.Maximum);
        Assert.Equal(mean, spread.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(variance), spread.Deviation, 1e-12);
        Assert.Equal(length, spread.Counts.Sum());
        Assert.Equal(0, spread.NonFinite);
        for (int bucket = 0; bucket < Spread.Buckets && length > 1; bucket++)
        {
            double width = (spread.Maximum - spread.Minimum) / Spread.Buckets;
            double low = spread.Minimum + (bucket * width);
            double high = bucket == Spread.Buckets - 1 ? double.PositiveInfinity : low + width;
            Assert.Equal(values.Count(value => value >= low && value < high), spread.Counts[bucket]);
        }
    }

    [Fact]
    public void AValueOnABoundaryLiesInTheUpperBucketAndTheMaximumInTheLast()
    {
        float[] values = [.. Enumerable.Range(0, 33).Select(index => (float)index)];
        Spread spread = Spread.Of(values);
        Assert.Equal(Enumerable.Repeat(1L, 31).Append(2L), spread.Counts);
    }

    [Fact]
    public void EqualValuesLieInTheFirstBucketAndHaveNoDeviation()
    {
        Spread spread = Spread.Of(Enumerable.Repeat(0.1f, 1001).ToArray());
        Assert.Equal((0.1f, 0.1f, 0.1f, 0), (spread.Minimum, spread.Maximum, spread.Mean, spread.Deviation));
        Assert.Equal(1001, spread.Counts[0]);
        Assert.Equal(1001, spread.Counts.Sum());
    }

    [Fact]
    public void ALargeMeanDoesNotSwallowASmallDeviation()
    {
        float[] values = [.. Enumerable.Range(0, 1000).Select(index => 1e6f + (index % 2 * 0.0625f))];
        Spread spread = Spread.Of(values);
        Assert.Equal(0.03125, spread.Deviation, 1e-9);
        Assert.Equal(1e6 + 0.03125, spread.Mean, 1e-9);
    }

    [Fact]
    public void WhatIsNotFiniteIsCountedAndOtherwiseLeftOut()
    {
        float[] finite = Draw(500, 2);
        float[] bad = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        Spread clean = Spread.Of(finite);
        for (int place = 0; place <= finite.Length; place += 50)
        {
            Spread spread = Spread.Of([.. finite[..place], .. bad, .. finite[place..]]);
            Assert.Equal(3, spread.NonFinite);
            Assert.Equal(clean.Counts, spread.Counts);
            Assert.Equal(
                (clean.Minimum, clean.Maximum, clean.Mean, clean.Deviation),
                (spread.Minimum, spread.Maximum, spread.Mean, spread.Deviation));
        }
    }

    [Fact]
    public void NothingFiniteIsAllZeros()
    {
        foreach (float[] values in (float[][])[[], [float.NaN], [float.NegativeInfinity, float.PositiveInfinity]])
        {
            Spread spread = Spread.Of(values);
            Assert.Equal(values.Length, spread.NonFinite);
            Assert.Equal((0.0, 0.0, 0.0, 0.0), (spread.Minimum, spread.Maximum, spread.Mean, spread.Deviation));
            Assert.Equal(new long[Spread.Buckets], spread.Counts);
        }
    }

    [Fact]
    public void ExtremesOverflowNothing()
    {
        Spread wide = Spread.Of([float.MinValue, float.MaxValue, 0, float.Epsilon]);
        Assert.Equal((float.MinValue, float.MaxValue), (wide.Minimum, wide.Maximum));
        Assert.True(double.IsFinite(wide.Deviation));
        Assert.Equal((1, 2, 1), (wide.Counts[0], wide.Counts[16], wide.Counts[31]));
        Spread narrow = Spread.Of([0, float.Epsilon]);
        Assert.Equal((1, 1), (narrow.Counts[0], narrow.Counts[31]));
    }

    [Fact]
    public void ANegativeZeroIsZero()
    {
        Spread spread = Spread.Of([-0f, -0f]);
        Assert.False(double.IsNegative(spread.Minimum) || double.IsNegative(spread.Maximum));
        Assert.False(double.IsNegative(spread.Mean));
    }

    private static float[] Draw(int count, uint seed) =>
        [.. Enumerable.Range(0, count).Select(index =>
            ((Philox.Compute(default, new PhiloxWords((uint)index, seed, 0, 0)).X0 / 4294967296f) - 0.3f))];
}
