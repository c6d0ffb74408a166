using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.History;

namespace RnnCluster.Dashboard.Tests.History;

/// <summary>The curves of a run.</summary>
public sealed class StepCurvesTests
{
    [Fact]
    public void ANormIsShownBeforeAndAfterClippingWithTheShareOfClippedSteps()
    {
        var curves = new StepCurves(Example.Run());
        for (int step = 1; step <= 200; step++)
        {
            curves.Record(Example.Step(step, norm: step <= 150 ? 5 : 0.5), step);
        }

        Assert.Equal([5, 0.5], Means(curves, "gradientNorm", 150, 151));
        Assert.Equal([1, 0.5], Means(curves, "gradientNormClipped", 150, 151));
        Assert.Equal([1, 0.99], Means(curves, "clippedShare", 150, 151));
        Assert.Equal(0.5, curves.Clipped.Share);
        Assert.Equal([2560], Means(curves, "tokensPerSecond", 7, 7));
    }

    [Fact]
    public void AStepThatIsMadeAgainDropsAllAfterIt()
    {
        var curves = new StepCurves(Example.Run());
        for (int step = 1; step <= 10; step++)
        {
            curves.Record(Example.Step(step), step);
        }

        curves.RecordValidation(8, 8, 1.5);
        curves.Record(Example.Step(5, loss: 9), 11);

        foreach (string name in StepCurves.Names.Where(name => name != "validationLoss"))
        {
            Assert.Equal([1, 2, 3, 4, 5], curves.Query(name, 0, 100, 100).Step);
        }

        Assert.Equal([9], Means(curves, "loss", 5, 5));
        Assert.Empty(curves.Query("validationLoss", 0, 100, 100).Step);
    }

    private static IReadOnlyList<double> Means(StepCurves curves, string name, long from, long to)
    {
        Series series = curves.Query(name, from, to, 100);
        return series.Mean;
    }
}
