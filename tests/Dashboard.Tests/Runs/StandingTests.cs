using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.History;
using RnnCluster.Dashboard.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Tests.Standing;

namespace RnnCluster.Dashboard.Tests.Runs;

/// <summary>The page tells what the fold knows, which is what the metrics tell.</summary>
public sealed class StandingTests
{
    [Theory]
    [MemberData(nameof(EventHistories.Names), MemberType = typeof(EventHistories))]
    public void ThePageOfAHistoryIsWhatIsKnownOfIt(string name)
    {
        (Known known, IReadOnlyList<RunEvent> events) = EventHistories.Of(name);
        var log = new EventLog();
        var board = new RunBoard(Example.Run(firstStep: 10), log);
        foreach (RunEvent happened in events)
        {
            board.Advance(Example.At(1, happened));
        }

        RunStatus status = board.Status(TimeSpan.FromSeconds(2), clippedShare: null);
        Assert.Equal(
            known,
            new Known(
                status.State, status.Step, status.Failures, status.ReassignedShards, status.SpeculatedShards));
        Assert.Equal(known.Failures, log.Query(0, [EventKinds.Failure], null, 10).Count);
    }
}
