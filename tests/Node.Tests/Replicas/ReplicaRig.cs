using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Learning.Snapshots;
using RnnCluster.Node.Replicas;
using RnnCluster.Node.Transfers;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Node.Tests.Replicas;

/// <summary>A replica's actor, with a test in the place of the roles that ask it.</summary>
internal sealed class ReplicaRig : IAsyncDisposable
{
    public const long Term = 7;

    public static readonly TreeNode All = TreeNode.Root(8);

    private readonly SimulatedSystem manual = new();

    public ReplicaRig(Func<PayloadPool, TimeProvider, ReplicaHome> open)
    {
        Asker = manual.Probe("asker");
        Coordinator = manual.Probe("coordinator");
        Home = open(Pool, manual.Time);
        Reducer = manual.System.ActorOf(ActorProps.Of(() => new ReducerActor(Home)));
        Replica = manual.System.ActorOf(ActorProps.Of(() => new ReplicaActor(() => Home, Asker, Reducer)));
        Assert.Equal(new ReplicaReply.Opened(Home.Slices.Count, 8), Asker.ExpectMsg<ReplicaReply.Opened>());
    }

    public PayloadPool Pool { get; } = new();

    public ReplicaHome Home { get; }

    public IActorRef Replica { get; }

    public IActorRef Reducer { get; }

    /// <summary>Asks.</summary>
    public TestProbe Asker { get; }

    /// <summary>Gets sums and reports.</summary>
    public TestProbe Coordinator { get; }

    public Step Step => Home.Replica.Step;

    public IReadOnlyList<ActorFailure> Failures => manual.Failures;

    public TestProbe Probe(string name) => manual.Probe(name);

    public void Tell(ReplicaRequest request, IActorRef? from = null)
    {
        Replica.Tell(request, from ?? Asker);
        manual.Run();
    }

    public void Tell(ReducerRequest request, IActorRef? from = null)
    {
        Reducer.Tell(request, from ?? Asker);
        manual.Run();
    }

    public void Advance(TimeSpan time) => manual.Advance(time);

    public void Stop()
    {
        manual.System.Stop(Replica);
        manual.System.Stop(Reducer);
        manual.Run();
    }

    /// <summary>Has shards of the current step computed.</summary>
    public (IReadOnlyList<SliceSum> Sums, ShardReport Report) Compute(TreeNode subtree)
    {
        Tell(new ReplicaRequest.Compute(Term, Step, 3, [subtree], Coordinator));
        SliceSum[] sums =
            [.. Enumerable.Range(0, Home.Slices.Count).Select(_ => Coordinator.ExpectMsg<SliceSum>())];
        ShardReport report = Coordinator.ExpectMsg<ShardReport>();
        Assert.Equal(subtree, Assert.Single(Asker.ExpectMsg<ReplicaReply.Computed>().Subtrees));
        return (sums, report);
    }

    /// <summary>Computes and reduces the current step; the followers store what this one has.</summary>
    /// <returns>The losses' sum.</returns>
    public double Reduce(params ReplicaRig[] followers)
    {
        (IReadOnlyList<SliceSum> sums, ShardReport report) = Compute(All);
        foreach (SliceSum sum in sums)
        {
            Tell(new ReducerRequest.Reduce(Step, sum.Slice, [sum], IsShared: followers.Length > 0));
            ReplicaReply.Reduced reduced = Asker.ExpectMsg<ReplicaReply.Reduced>();
            foreach (ReplicaRig follower in followers)
            {
                follower.Tell(new ReplicaRequest.StoreAverage(AverageOf(reduced)));
            }

            reduced.Release();
        }

        foreach (ReplicaRig follower in followers)
        {
            follower.Tell(new ReplicaRequest.StoreCarried(
                new CarriedState(
                    Term, Step, report.Subtree, report.Offset, report.Total, report.CarriedChecksum,
                    report.Payload.Retain())));
        }

        report.Release();
        return report.Loss;
    }

    public ReplicaReply.Applied Apply(double loss)
    {
        Tell(new ReplicaRequest.Apply(Step, loss));
        return Asker.ExpectMsg<ReplicaReply.Applied>();
    }

    /// <summary>Makes the current step here and at those who follow.</summary>
    public void MakeStep(params ReplicaRig[] followers)
    {
        double loss = Reduce(followers);
        UInt128 digest = Apply(loss).Digest;
        foreach (ReplicaRig follower in followers)
        {
            Assert.Equal(digest, follower.Apply(loss).Digest);
        }
    }

    /// <summary>Asks for a copy of a step's state, which the coordinator's probe gets.</summary>
    public void AskForSnapshot(Step step) =>
        Tell(new ReplicaRequest.TakeSnapshot(step, ReplicaSnapshot.ChunkBytes), Coordinator);

    /// <summary>The copy that was asked for; it is small enough for one chunk.</summary>
    public SnapshotChunk ExpectSnapshot()
    {
        ReplicaSnapshot copy = Coordinator.ExpectMsg<ReplicaReply.SnapshotTaken>().Snapshot;
        var chunk = (SnapshotChunk)new SnapshotCopy(copy, TimeSpan.Zero).Open(Term).PartAt(0);
        Assert.Equal((Term, copy.Step), (chunk.Term, chunk.Step));
        Assert.Equal((0L, chunk.Total), (chunk.Offset, chunk.Payload.Length));
        copy.Release();
        return chunk;
    }

    /// <summary>Copies the current state.</summary>
    public SnapshotChunk TakeSnapshot()
    {
        AskForSnapshot(Step);
        return ExpectSnapshot();
    }

    /// <summary>Bytes of a chunk as a chunk of their own, on loan from here.</summary>
    public SnapshotChunk PartOf(SnapshotChunk whole, int offset, int length)
    {
        Payload payload = Pool.Rent(length);
        whole.Payload.Span.Slice(offset, length).CopyTo(payload.Span);
        return MessageChecks.Sealed(whole with { Offset = offset, Payload = payload });
    }

    public SliceAverage AverageOf(ReplicaReply.Reduced reduced) => new(
        Term, reduced.Step, reduced.Slice, reduced.Encoding, reduced.Squares, reduced.Checksum,
        reduced.Average.Retain());

    public ValueTask DisposeAsync() => manual.DisposeAsync();
}
