using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Standing;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Standing;

public sealed class RunStandingTests
{
    [Theory]
    [MemberData(nameof(EventHistories.Names), MemberType = typeof(EventHistories))]
    public void AHistoryLeadsToWhereTheRunStands(string name)
    {
        (Known known, IReadOnlyList<RunEvent> events) = EventHistories.Of(name);
        var standing = new RunStanding(new Step(10));
        int failures = events.Count(standing.Advance);

        Assert.Equal(
            known,
            new Known(
                StateWords.Of(standing.State),
                standing.Step.Value,
                standing.Failures,
                standing.ReassignedShards,
                standing.SpeculatedShards));
        Assert.Equal(known.Failures, failures);
    }

    [Fact]
    public void StepsThatAreMadeAgainAreLost()
    {
        var standing = new RunStanding(new Step(10));
        foreach (RunEvent happened in EventHistories.Of("steps made again").Events)
        {
            standing.Advance(happened);
        }

        Assert.Equal((5, 2, 13), (standing.StepsMade, standing.StepsLost, standing.Highest.Value));
    }

    [Fact]
    public void NamesThatComeAndGoAreForgottenAboveTheBound()
    {
        var standing = new RunStanding(Step.Zero);
        var first = new NodeId("pod-first");
        standing.Advance(Joined(first));
        standing.Advance(new MemberChanged(first, 1, MemberState.Down, "because", TimeSpan.Zero));
        for (int index = 0; index < RunStanding.NodesMax; index++)
        {
            standing.Advance(Joined(new NodeId($"pod-{index}")));
        }

        Assert.Null(standing.StateOf(first));
        Assert.Equal(MemberState.Joining, standing.StateOf(new NodeId("pod-0")));
    }

    [Fact]
    public void EveryStateHasAWordOfItsOwn()
    {
        Assert.Equal(6, Enum.GetValues<RunState>().Select(StateWords.Of).Distinct().Count());
        Assert.Equal(6, Enum.GetValues<MemberState>().Select(StateWords.Of).Distinct().Count());
    }

    private static MemberJoined Joined(NodeId node) => new(node, 1, "host", 1, 2, 2, "avx2", "0.1.0", false);
}
