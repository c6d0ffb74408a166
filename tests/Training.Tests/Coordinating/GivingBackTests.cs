using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Coordinating;

namespace RnnCluster.Training.Tests.Coordinating;

public sealed class GivingBackTests
{
    private static readonly NodeId Host = new("host");

    private readonly PayloadPool pool = new();

    /// <summary>Half of a report's carried states has come when the run ends.</summary>
    [Fact]
    public void ARunThatEndsGivesBackThePartsOfAReportThatIsNotWhole()
    {
        var run = new JoinAccepted(
            Host, 1, new RunId(1, 1), default, 3, "", 4, 5, TimeSpan.FromSeconds(1), SampleInterval: 0, "", 0);
        var self = new JoinRequest(Host, 1, "here", 1, 1, 1, "scalar", "1", null, Step.Zero, 0);
        var machine = new CoordinatorMachine(new CoordinatorOptions(
            Host, run, self, Computes: true, Shards: 1, Slices: 1, Until: new Step(9), WorkersMin: 1, Amendments: 0));
        var part = new ShardReport(
            1, Step.Zero, 1, TreeNode.Root(1), 1, TimeSpan.FromSeconds(1), 5, Offset: 0, Total: 2, 0, 0, pool.Rent(1));
        Advance(machine, new CoordinatorInput.Started(Step.Zero, 5));
        Advance(machine, new CoordinatorInput.Received(Host, part));
        Assert.Equal(1, pool.Outstanding);

        Advance(machine, new CoordinatorInput.Commanded(new StopRun("stopped"), 1));
        Assert.Equal(0, pool.Outstanding);
    }

    private static void Advance(CoordinatorMachine machine, CoordinatorInput input) =>
        machine.Advance(TimeSpan.Zero, input, []);
}
