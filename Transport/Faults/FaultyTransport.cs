using Akka.Actor;
using RnnCluster.Protocol;
using RnnCluster.Shared;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport.Faults;

/// <summary>
/// A transport whose messages meet faults on their way in. Nothing is dropped while a connection lives, and nothing
/// overtakes: what is delayed is sent over the connection that it was meant for, or becomes a dead letter with it.
/// </summary>
public sealed class FaultyTransport : ITransport
{
    private readonly ITransport inner;
    private readonly IFaultRule rule;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly Dictionary<NodeId, long> counts = [];
    private readonly Dictionary<(NodeId Peer, bool IsBulk), DelayedLine> lines = [];

    /// <summary>Wraps a transport, which makes the refs of senders through this one from now on.</summary>
    /// <param name="inner">The transport; disposed with this one.</param>
    /// <param name="rule">What happens to which message.</param>
    /// <param name="time">The clock of delays.</param>
    public FaultyTransport(ITransport inner, IFaultRule rule, TimeProvider time)
    {
        this.inner = inner;
        this.rule = rule;
        this.time = time;
        inner.Outermost = this;
    }

    /// <inheritdoc/>
    public NodeId Node => inner.Node;

    /// <inheritdoc/>
    public RunId? Run
    {
        get => inner.Run;
        set => inner.Run = value;
    }

    /// <inheritdoc/>
    public ITransport Outermost
    {
        get => inner.Outermost;
        set => inner.Outermost = value;
    }

    /// <inheritdoc/>
    public Endpoint Listen(Endpoint endpoint) => inner.Listen(endpoint);

    /// <inheritdoc/>
    public void Connect(IReadOnlyList<Endpoint> endpoints) => inner.Connect(endpoints);

    /// <inheritdoc/>
    public IActorRef RefTo(NodeId peer, string path) => inner.RefTo(peer, path);

    /// <inheritdoc/>
    public void Send(NodeId peer, Envelope envelope, IActorRef? sender)
    {
        lock (gate)
        {
            long index = counts.GetValueOrDefault(peer);
            counts[peer] = index + 1;
            var line = LineTo(peer, envelope.Message is BulkMessage);
            switch (rule.Next(peer, index, envelope.Message))
            {
                case Fault.None:
                    line.Send(envelope, sender, TimeSpan.Zero);
                    break;
                case Fault.Delay(TimeSpan by):
                    line.Send(envelope, sender, by);
                    break;
                case Fault.Duplicate:
                    (envelope.Message as BulkMessage)?.Payload.Retain();
                    line.Send(envelope, sender, TimeSpan.Zero);
                    line.Send(envelope, sender, TimeSpan.Zero);
                    break;
                case Fault.Cut:
                    inner.Disconnect(peer, "the connection broke: a fault cut it");
                    line.Send(envelope, sender, TimeSpan.Zero);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    /// <inheritdoc/>
    public void Bury(NodeId peer, Envelope envelope, IActorRef? sender) => inner.Bury(peer, envelope, sender);

    /// <inheritdoc/>
    public long ConnectionOf(NodeId peer) => inner.ConnectionOf(peer);

    /// <inheritdoc/>
    public void Disconnect(NodeId peer, string reason) => inner.Disconnect(peer, reason);

    /// <inheritdoc/>
    public void Watch(RemoteRef target, IActorRef watcher) => inner.Watch(target, watcher);

    /// <inheritdoc/>
    public void Unwatch(RemoteRef target, IActorRef watcher) => inner.Unwatch(target, watcher);

    /// <summary>Sends what is still delayed, and disposes of the inner transport.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            foreach (DelayedLine line in lines.Values)
            {
                line.Dispose();
            }
        }

        await inner.DisposeAsync().ConfigureAwait(false);
    }

    private DelayedLine LineTo(NodeId peer, bool isBulk)
    {
        if (!lines.TryGetValue((peer, isBulk), out DelayedLine? line))
        {
            line = new DelayedLine(inner, peer, time);
            lines.Add((peer, isBulk), line);
        }

        return line;
    }
}
