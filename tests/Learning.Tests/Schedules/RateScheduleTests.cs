using RnnCluster.Learning.Schedules;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Tests.Schedules;

/// <summary>The formulas of docs/run-spec.md. Expected rates are exact doubles unless a tolerance is given.</summary>
public sealed class RateScheduleTests
{
    private const long StepsPerEpoch = 5;
    private const long StepsTotal = 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(1_000_000_000_000)]
    public void AConstantRateStays(long step) => Assert.Equal(0.002, Rate(new ConstantScheduleSpec(0), 0.002, step));

    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.75)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    public void AWarmupRisesToTheRate(long step, double expected)
    {
        Assert.Equal(expected, Rate(new ConstantScheduleSpec(4), 1, step));
        Assert.Equal(expected, Rate(new StepScheduleSpec(4, 0.5, 3), 1, step));
        Assert.Equal(step < 4 ? expected : 1, Rate(new CosineScheduleSpec(4, 0), 1, step));
    }

    [Fact]
    public void AWarmupIsComputedAsItIsWritten() =>
        Assert.Equal(0.3 * 3 / 7, Rate(new ConstantScheduleSpec(7), 0.3, 2));

    [Theory]
    [InlineData(0, 2, 1.0)]
    [InlineData(9, 2, 1.0)]
    [InlineData(10, 2, 0.5)]
    [InlineData(14, 2, 0.5)]
    [InlineData(15, 2, 0.25)]
    [InlineData(50, 2, 0.001953125)]
    [InlineData(4, 0, 0.5)]
    [InlineData(5, 0, 0.25)]
    [InlineData(5, 1, 0.5)]
    public void AStepwiseRateFallsWithEachEpochBeyondTheFirst(long step, int after, double expected) =>
        Assert.Equal(expected, Rate(new StepScheduleSpec(0, 0.5, after), 1, step));

    [Fact]
    public void AStepwiseRateIsZarembasOfTheSmallModel()
    {
        // Four epochs at 1, then halved each epoch: the fifth has 1/2, the thirteenth 1/512.
        var schedule = new RateSchedule(new StepScheduleSpec(0, 0.5, 4), 1, 2323, 13 * 2323);
        Assert.Equal(1, schedule.At(new Step((4 * 2323) - 1)));
        Assert.Equal(0.5, schedule.At(new Step(4 * 2323)));
        Assert.Equal(1.0 / 512, schedule.At(new Step((13 * 2323) - 1)));
    }

    [Fact]
    public void AnyFactorIsAPower()
    {
        // Our own power: within two roundings of the plain product.
        double expected = 0.002 * 0.8 * 0.8 * 0.8;
        Assert.Equal(expected, Rate(new StepScheduleSpec(0, 0.8, 1), 0.002, 17), expected * 4e-16);
    }

    [Theory]
    [InlineData(4, 1.0)]
    [InlineData(12, 0.5 + 0.125)]
    [InlineData(20, 0.25)]
    [InlineData(25, 0.25)]
    public void ACosineEndsAtItsFraction(long step, double expected) =>
        Assert.Equal(expected, Rate(new CosineScheduleSpec(4, 0.25), 1, step), 1e-16);

    [Fact]
    public void ACosineIsTheWrittenFormula()
    {
        for (long step = 4; step < StepsTotal; step++)
        {
            double cosine = Math.Cos(Math.PI * (step - 4) / (StepsTotal - 4));
            double expected = 0.003 * (0.1 + ((1 - 0.1) * 0.5 * (1 + cosine)));
            Assert.Equal(expected, Rate(new CosineScheduleSpec(4, 0.1), 0.003, step), 1e-18 + (expected * 1e-15));
        }
    }

    private static double Rate(ScheduleSpec schedule, double rate, long step) =>
        new RateSchedule(schedule, rate, StepsPerEpoch, StepsTotal).At(new Step(step));
}
