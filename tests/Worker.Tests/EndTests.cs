using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Training.Working;
using RnnCluster.Transport.Events;

namespace RnnCluster.Worker.Tests;

/// <summary>The host is told once how the worker ended, and never again.</summary>
public sealed class EndTests(TinySpec spec) : WorkerTests(spec)
{
    [Fact]
    public void ARunThatIsOverIsAGoodEnd()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new RunEnded(new Step(5), new string('5', 64), IsComplete: true, "the run's bound was reached"));

        Assert.Equal(
            (WorkerExit.Done, "the run's bound was reached"), (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
    }

    [Fact]
    public void ARunThatFailedIsNone()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new RunEnded(new Step(5), string.Empty, IsComplete: false, "the disk is full"));

        Assert.Equal((WorkerExit.Failed, "the disk is full"), (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
    }

    [Fact]
    public void WhoIsNotTakenInSaysWhy()
    {
        WorkerRig rig = Create();
        _ = rig.Join();
        rig.Tell(new JoinRefused("another run"));

        Assert.Equal((WorkerExit.Refused, "another run"), (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
    }

    [Fact]
    public void WhoIsNotLetInSaysWhere()
    {
        WorkerRig rig = Create();
        rig.Dial();
        rig.Tell(new PeerRefused(WorkerRig.Addresses[0], "another arithmetic"));

        Assert.Equal(
            (WorkerExit.Refused, "localhost:1: another arithmetic"), (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
    }

    [Fact]
    public void AnAddressThatIsDialledInVainIsALineAndACount()
    {
        WorkerRig rig = Create();
        rig.Dial();
        for (int attempt = 0; attempt < 100; attempt++)
        {
            rig.Tell(new ConnectFailed(WorkerRig.Addresses[0], "Connection refused", TimeSpan.Zero));
        }

        rig.Tell(new ConnectFailed(WorkerRig.Addresses[0], "no answer within 5 s", TimeSpan.Zero));
        rig.Tell(rig.Connection);

        Assert.Equal(
            [
                "localhost:1: Connection refused",
                "localhost:1: no answer within 5 s",
                "localhost:1: Connection refused (99 more times in the last 0 s)",
                "connected to coordinator",
            ],
            rig.Notices);
    }

    [Fact]
    public void WhoFindsNobodySaysWhereItLooked()
    {
        WorkerRig rig = Create();
        rig.Dial();
        rig.Tell(new ConnectFailed(WorkerRig.Addresses[1], "Connection refused", TimeSpan.Zero));
        Assert.Equal("localhost:2: Connection refused", Assert.Single(rig.Notices));
        rig.Tell(new ConnectGaveUp(WorkerRig.Addresses, TimeSpan.FromSeconds(60.5), "Connection refused"));

        Assert.Equal(
            (WorkerExit.Failed, "no coordinator at localhost:1, localhost:2 for 60.5 s: Connection refused"),
            (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
    }

    [Fact]
    public void WhoIsAskedToGoWithoutAConnectionGoesAtOnce()
    {
        WorkerRig rig = Create();
        rig.Dial();
        rig.Tell(new WorkerCommand.Leave("interrupted"));

        Assert.Equal((WorkerExit.Done, "interrupted"), (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
    }

    [Fact]
    public void WhoIsAskedToGoAsksForLeaveAndGoesWithIt()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new WorkerCommand.Leave("interrupted"));
        rig.Tell(new WorkerCommand.Leave("again"));
        Assert.Equal(new LeaveRequest("interrupted"), rig.Coordinator.ExpectMsg<LeaveRequest>());
        rig.Coordinator.ExpectNoMsg();
        Assert.Empty(rig.Ends);
        rig.Tell(new LeaveGranted());

        Assert.Equal((WorkerExit.Done, "interrupted"), (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
    }

    [Fact]
    public void NothingThatComesAfterTheEndEndsItAgain()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new LeaveGranted());
        rig.Tell(new JoinRefused("no"));
        rig.Tell(new RunEnded(Step.Zero, string.Empty, IsComplete: false, "no"));
        rig.Tell(new ReplicaReply.Failed("no", FailureKind.Mistake));
        rig.Tell(new PeerLost(TinySpec.Coordinator, 1, "gone"));
        rig.Tell(new ConnectGaveUp(WorkerRig.Addresses, TimeSpan.FromSeconds(60), "no"));
        rig.Tell(new WorkerCommand.Leave("no"));
        rig.Connect();
        rig.Tell(rig.Chunk(Spec.Content.Hash, Spec.Content.Bytes.Span), rig.Transfers);
        rig.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("drained", rig.SingleEnd().Reason);
        rig.Coordinator.ExpectNoMsg();
    }

    [Theory]
    [InlineData(FailureKind.Mistake, WorkerExit.Refused)]
    [InlineData(FailureKind.World, WorkerExit.Failed)]
    [InlineData(FailureKind.NonFinite, WorkerExit.NonFinite)]
    public void AReplicaThatCannotGoOnEndsTheWorker(FailureKind failure, WorkerExit kind)
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new ReplicaReply.Failed("the loss is no number", failure));

        Assert.Equal((kind, "the loss is no number"), (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
    }
}
