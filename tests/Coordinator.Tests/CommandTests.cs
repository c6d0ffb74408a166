using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Commands;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Coordinator.Tests;

/// <summary>Each operator gets the answer to what it asked.</summary>
public sealed class CommandTests : CoordinatorTests
{
    [Fact]
    public void CommandsInARowAreAnsweredInThatOrder()
    {
        CoordinatorRig rig = Create().Start();
        rig.Tell(new PauseRun(), rig.Operator);
        rig.Tell(new ResumeRun(), rig.Operator);

        Assert.Equal(new CommandReply(true, "no step begins after step 0"), rig.Operator.ExpectMsg<CommandReply>());
        Assert.Equal(new CommandReply(true, "goes on with step 0"), rig.Operator.ExpectMsg<CommandReply>());
    }

    [Fact]
    public void ACommandBeforeTheStartIsAnsweredAfterIt()
    {
        CoordinatorRig rig = Create();
        rig.Tell(new PauseRun(), rig.Operator);
        rig.Operator.ExpectNoMsg();
        rig.Start();

        Assert.True(rig.Operator.ExpectMsg<CommandReply>().IsAccepted);
    }

    [Fact]
    public void ARateIsAnsweredToItsAskerWhenItIsOnTheDisk()
    {
        CoordinatorRig rig = Create().Start();
        TestProbe other = rig.Probe("other");
        rig.Tell(new SetLearningRate(0.5, From: null), rig.Operator);
        rig.Tell(new SetLearningRate(0.25, new Step(3)), other);
        Assert.Equal(1, rig.Replica.ExpectMsg<ReplicaRequest.SaveCheckpoint>().Amendments);
        Assert.Equal(2, rig.Replica.ExpectMsg<ReplicaRequest.SaveCheckpoint>().Amendments);
        rig.Operator.ExpectNoMsg();
        rig.Tell(new ReplicaReply.Saved(1), rig.Replica);

        Assert.Equal(new CommandReply(true, "the rate is 0.5 from step 2 on"), rig.Operator.ExpectMsg<CommandReply>());
        other.ExpectNoMsg();
        rig.Tell(new ReplicaReply.Saved(2), rig.Replica);
        Assert.Equal(new CommandReply(true, "the rate is 0.25 from step 3 on"), other.ExpectMsg<CommandReply>());
        rig.Operator.ExpectNoMsg();
    }

    [Fact]
    public void ACommandMeanwhileOvertakesARate()
    {
        CoordinatorRig rig = Create().Start();
        TestProbe other = rig.Probe("other");
        rig.Tell(new SetLearningRate(0.5, From: null), rig.Operator);
        rig.Tell(new CheckpointNow(), other);

        Assert.Equal(new CommandReply(true, "a checkpoint is being written"), other.ExpectMsg<CommandReply>());
        rig.Operator.ExpectNoMsg();
    }

    [Fact]
    public void ARateThatWasNotWrittenIsAnsweredWithTheFailure()
    {
        CoordinatorRig rig = Create().Start();
        rig.Tell(new SetLearningRate(0.5, From: null), rig.Operator);
        rig.Tell(new ReplicaReply.Failed("the disk is full", FailureKind.Mistake), rig.Replica);

        Assert.Equal(new CommandReply(false, "the disk is full"), rig.Operator.ExpectMsg<CommandReply>());
    }

    [Fact]
    public void AWorkerThatIsNotThereCannotBeDrained()
    {
        CoordinatorRig rig = Create().Start();
        rig.Tell(new DrainWorker(new NodeId("nobody")), rig.Operator);

        Assert.Equal(
            new CommandReply(false, "there is no worker nobody that could be drained"),
            rig.Operator.ExpectMsg<CommandReply>());
    }
}
