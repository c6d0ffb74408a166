using RnnCluster.Training.Coordinating;

namespace RnnCluster.Training.Tests.Coordinating;

public sealed class RoundClockTests
{
    private readonly RoundClock clock = new();

    [Fact]
    public void FourRoundsSayNothingAndFiveTheirMedian()
    {
        Add(9, 1, 8, 2);
        Assert.Null(clock.Usual);
        Add(3);
        Assert.Equal(TimeSpan.FromSeconds(3), clock.Usual);
    }

    [Fact]
    public void TheLastFifteenCount()
    {
        Add([.. Enumerable.Repeat(100, 20)]);
        Add([.. Enumerable.Repeat(1, 8)]);
        Assert.Equal(TimeSpan.FromSeconds(1), clock.Usual);
    }

    private void Add(params int[] seconds)
    {
        foreach (int second in seconds)
        {
            clock.Add(TimeSpan.FromSeconds(second));
        }
    }
}
