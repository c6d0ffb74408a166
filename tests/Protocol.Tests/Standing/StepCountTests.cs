using RnnCluster.Protocol.Standing;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Standing;

public sealed class StepCountTests
{
    [Theory]
    [InlineData("", 10, 10, 0, 0)]
    [InlineData("11 12 13", 13, 13, 3, 0)]
    [InlineData("11 12 12", 12, 12, 3, 1)]
    [InlineData("11 12 13 12 13 14", 14, 14, 6, 2)]
    [InlineData("11 12 13 11", 11, 13, 4, 1)]
    [InlineData("10", 10, 10, 1, 1)]
    public void AStepThatIsMadeAgainIsMadeAndWasLost(string made, long step, long highest, long count, long lost)
    {
        var steps = new StepCount(new Step(10));
        foreach (string each in made.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            steps.Add(new Step(long.Parse(each)));
        }

        Assert.Equal(
            (new Step(step), new Step(highest), count, lost), (steps.Step, steps.Highest, steps.Made, steps.Lost));
    }
}
