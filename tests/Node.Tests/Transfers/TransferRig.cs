using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Learning.Snapshots;
using RnnCluster.Node.Content;
using RnnCluster.Node.Replicas;
using RnnCluster.Node.Transfers;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Node.Tests.Transfers;

/// <summary>What sends data and state, with probes in the place of the replica, of its parent and of workers.</summary>
internal sealed class TransferRig : IAsyncDisposable
{
    public const long Term = 7;

    private readonly SimulatedSystem manual = new();
    private readonly IActorRef transfers;

    public TransferRig(TransferLimits? limits = null)
    {
        Limits = limits ?? new TransferLimits();
        Replica = manual.Probe("replica");
        Parent = manual.Probe("parent");
        IActorRef parent = manual.System.ActorOf(ActorProps.Of(() => new ParentActor(
            ActorProps.Of(() => new TransferActor(Replica, Pool, manual.Time, Limits)), Parent)));
        manual.Run();
        transfers = ((ExtendedActorSystem)manual.System).Provider.ResolveActorRef(parent.Path / "transfers");
    }

    public TransferLimits Limits { get; }

    public PayloadPool Pool { get; } = new();

    public TestProbe Replica { get; }

    /// <summary>Hears what the transfers' parent is told.</summary>
    public TestProbe Parent { get; }

    /// <summary>A worker's address. It can be watched, and ends when it is told to.</summary>
    public Fetcher Worker(string name)
    {
        TestProbe hears = manual.Probe(name);
        return new Fetcher(
            manual.System.ActorOf(ActorProps.Of(() => new EarActor(hears)), name), hears);
    }

    public void SendContent(TokenContent content, Fetcher to) =>
        Tell(new TransferRequest.SendContent(content, to.Address));

    public void SendSnapshot(Step step, Fetcher to) =>
        Tell(new TransferRequest.SendSnapshot(Term, step, to.Address));

    /// <summary>The replica was asked for a copy of this step.</summary>
    public void ExpectTake(Step step) =>
        Assert.Equal(
            new ReplicaRequest.TakeSnapshot(step, Limits.PartBytesMax),
            Replica.ExpectMsg<ReplicaRequest.TakeSnapshot>());

    /// <summary>The replica has made a copy.</summary>
    public ReplicaSnapshot Copy(ReplicaHome home)
    {
        ReplicaSnapshot snapshot = ReplicaSnapshot.Take(home.Replica, home.RunId, Pool, Limits.PartBytesMax);
        Tell(new ReplicaReply.SnapshotTaken(snapshot));
        return snapshot;
    }

    /// <summary>The worker says that it has taken a part.</summary>
    public void Take(Fetcher worker, string hash, long offset) =>
        Tell(new PartTaken(hash, offset), worker.Address);

    public void Stop(IActorRef actor)
    {
        manual.System.Stop(actor);
        manual.Run();
    }

    public void Advance(TimeSpan duration) => manual.Advance(duration);

    public async ValueTask DisposeAsync()
    {
        await manual.DisposeAsync();
        Assert.Empty(manual.Failures);
        Assert.Equal(0, Pool.Outstanding);
    }

    private void Tell(object message, IActorRef? from = null)
    {
        transfers.Tell(message, from);
        manual.Run();
    }

    /// <summary>A worker, and what it hears.</summary>
    internal sealed record Fetcher(IActorRef Address, TestProbe Hears);

    private sealed class ParentActor(Props child, IActorRef hears) : MeasuredActor
    {
        protected override void PreStart() => Context.ActorOf(child, "transfers");

        protected override void OnReceive(object message) => hears.Tell(message, Sender);
    }

    private sealed class EarActor(IActorRef hears) : MeasuredActor
    {
        protected override void OnReceive(object message) => hears.Tell(message, Sender);
    }
}
