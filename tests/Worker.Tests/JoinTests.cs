using Akka.Actor;
using RnnCluster.Node.Content;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Working;
using RnnCluster.Transport.Events;

namespace RnnCluster.Worker.Tests;

/// <summary>From the first dial to a replica that waits for a state.</summary>
public sealed class JoinTests(TinySpec spec) : WorkerTests(spec)
{
    [Fact]
    public void ItDialsWhereItIsTold()
    {
        WorkerRig rig = Create();
        rig.Dial();

        Assert.Equal(WorkerRig.Addresses, Assert.Single(rig.Transport.Dialled));
        rig.Coordinator.ExpectNoMsg();
    }

    [Fact]
    public void ConnectedItAsksToJoinWithNothingInItsHands()
    {
        WorkerRig rig = Create();

        Assert.Equal(rig.Self, rig.Join());
        Assert.Equal("connected to coordinator", Assert.Single(rig.Notices));
    }

    [Fact]
    public void WithTheDataInItsCacheItAsksForTheStateAtOnce()
    {
        WorkerRig rig = CreateSyncing();

        Assert.Equal(TokenContent.Read(Spec.Content.Bytes.Span, TinySpec.Vocabulary), Assert.Single(rig.Opened));
        Assert.Equal(TinySpec.Run, rig.Transport.Run);
    }

    [Fact]
    public void WithoutTheDataItFetchesAndKeepsIt()
    {
        WorkerRig rig = Create();
        _ = rig.Join();
        rig.Tell(Spec.Accepted);
        Assert.Equal(
            new ContentRequest(Spec.Content.Hash), rig.Coordinator.ExpectMsg<ContentRequest>());
        rig.Tell(rig.Chunk(Spec.Content.Hash, Spec.Content.Bytes.Span), rig.Transfers);

        _ = rig.Coordinator.ExpectMsg<SnapshotRequest>();
        Assert.Equal(Spec.Content.Bytes.ToArray(), rig.Cache.Find(Spec.Content.Hash));
        Assert.Equal(new PartTaken(Spec.Content.Hash, 0), rig.Transfers.ExpectMsg<PartTaken>());
    }

    [Fact]
    public void DataThatNobodyAskedForIsGivenBack()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(rig.Chunk(Spec.Content.Hash, Spec.Content.Bytes.Span), rig.Transfers);

        Assert.Equal(0, rig.Pool.Outstanding);
        rig.Coordinator.ExpectNoMsg();

        // Whoever sent it must not wait for a worker that has no use for it.
        Assert.Equal(new PartTaken(Spec.Content.Hash, 0), rig.Transfers.ExpectMsg<PartTaken>());
    }

    [Fact]
    public void APartOfTheDataThatCameDamagedIsAskedForAgainButNotForEver()
    {
        WorkerRig rig = Create();
        _ = rig.Join();
        rig.Tell(Spec.Accepted);
        Assert.Equal(new ContentRequest(Spec.Content.Hash), rig.Coordinator.ExpectMsg<ContentRequest>());
        for (int time = 1; time < 100; time++)
        {
            ContentChunk chunk = rig.Chunk(Spec.Content.Hash, Spec.Content.Bytes.Span);
            chunk.Payload.Span[time] ^= 1;
            rig.Tell(chunk, rig.Transfers);
            _ = rig.Coordinator.ExpectMsg<ContentRequest>();
            Assert.Equal(
                new DamageFound(Step.Zero, DamagedPart.DataPart), rig.Coordinator.ExpectMsg<DamageFound>());
        }

        Assert.Empty(rig.Ends);
        ContentChunk last = rig.Chunk(Spec.Content.Hash, Spec.Content.Bytes.Span);
        rig.Tell(last with { Offset = 4 }, rig.Transfers);

        Assert.Equal(
            (WorkerExit.Failed, "the training symbols came damaged 100 times"),
            (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public void DamagedDataEndsTheWorkerByName()
    {
        WorkerRig rig = Create();
        _ = rig.Join();
        rig.Tell(Spec.Accepted);
        rig.Tell(rig.Chunk(Spec.Content.Hash, new byte[Spec.Content.Bytes.Length]), rig.Transfers);

        Assert.Equal(
            (WorkerExit.Failed, $"the training symbols that came do not match their hash {Spec.Content.Hash}"),
            (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
        Assert.Null(rig.Cache.Find(Spec.Content.Hash));
    }

    [Fact]
    public void SymbolsOutsideTheVocabularyEndTheWorkerByName()
    {
        WorkerRig rig = Create();
        _ = rig.Join();
        TokenContent other = TokenContent.Of([3, TinySpec.Vocabulary]);
        rig.Tell(Spec.Accepted with { Training = other.Hash, TrainingTokens = 2 });
        rig.Tell(rig.Chunk(other.Hash, other.Bytes.Span), rig.Transfers);

        Assert.Equal(
            (WorkerExit.Failed, "training symbol 1 is 12, but the vocabulary has 12"),
            (rig.SingleEnd().Kind, rig.SingleEnd().Reason));
        Assert.Empty(rig.Opened);
    }

    [Fact]
    public void ASpecThatCannotBeReadIsRefused()
    {
        WorkerRig rig = Create();
        rig.Cache.Keep(Spec.Content.Hash, Spec.Content.Bytes.ToArray());
        _ = rig.Join();
        rig.Tell(Spec.Accepted with { Spec = "{}"u8.ToArray() });

        Assert.Equal(WorkerExit.Refused, rig.SingleEnd().Kind);
        Assert.StartsWith("the coordinator's spec", rig.SingleEnd().Reason, StringComparison.Ordinal);
        Assert.Empty(rig.Failures);
    }

    [Fact]
    public void ABugOfTheReplicaEscalates()
    {
        WorkerRig rig = Create(open: (_, _) => throw new InvalidOperationException("a bug"));
        rig.Cache.Keep(Spec.Content.Hash, Spec.Content.Bytes.ToArray());
        rig.Coordinator.Watch(rig.Actor);
        _ = rig.Join();
        rig.Tell(Spec.Accepted);

        Assert.All(rig.Failures, failure => Assert.Equal("a bug", failure.Cause.Message));
        Assert.NotEmpty(rig.Failures);
        rig.Coordinator.ExpectTerminated(rig.Actor);
    }

    [Fact]
    public void AReconnectionWhileTheDataComesAsksForItAgain()
    {
        WorkerRig rig = Create();
        _ = rig.Join();
        rig.Tell(Spec.Accepted);
        _ = rig.Coordinator.ExpectMsg<ContentRequest>();
        rig.Tell(new PeerLost(TinySpec.Coordinator, 1, "gone"));
        rig.Connect();

        Assert.Equal(rig.Self with { Run = TinySpec.Run }, rig.Coordinator.ExpectMsg<JoinRequest>());
        rig.Tell(Spec.Accepted);
        _ = rig.Coordinator.ExpectMsg<ContentRequest>();
        rig.Tell(rig.Chunk(Spec.Content.Hash, Spec.Content.Bytes.Span), rig.Transfers);
        _ = rig.Coordinator.ExpectMsg<SnapshotRequest>();
        Assert.Single(rig.Opened);
        Assert.Equal(["connected to coordinator", "lost coordinator: gone", "connected to coordinator"], rig.Notices);
    }

    [Fact]
    public void AReconnectionWhileTheReplicaIsLaidOutWaitsForIt()
    {
        WorkerRig rig = Create();
        rig.Cache.Keep(Spec.Content.Hash, Spec.Content.Bytes.ToArray());
        _ = rig.Join();
        rig.Actor.Tell(Spec.Accepted);
        rig.Actor.Tell(new PeerLost(TinySpec.Coordinator, 1, "gone"));
        rig.Actor.Tell(rig.Connection);
        rig.Actor.Tell(Spec.Accepted);

        _ = rig.Coordinator.ExpectMsg<JoinRequest>();
        _ = rig.Coordinator.ExpectMsg<SnapshotRequest>();
        Assert.Single(rig.Opened);
        Assert.Empty(rig.Failures);
    }

    [Fact]
    public void AReconnectionKeepsTheReplica()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new PeerLost(TinySpec.Coordinator, 1, "gone"));
        rig.Connect();
        _ = rig.Coordinator.ExpectMsg<JoinRequest>();
        rig.Tell(Spec.Accepted);

        _ = rig.Coordinator.ExpectMsg<SnapshotRequest>();
        Assert.Single(rig.Opened);
        Assert.Equal(Step.Zero, rig.Self.At);
    }
}
