using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Events;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport.Links;

/// <summary>
/// Who is connected, and everybody who must be told when that changes. Every transport has one; what it says and in
/// which order is the same for all of them.
/// </summary>
internal sealed class LinkTable(TransportHost host, ITransport transport)
{
    /// <summary>
    /// Refs that are kept of a peer's senders. A worker has two, the coordinator four; a peer that names more gets refs
    /// that are made anew for each message.
    /// </summary>
    private const int SendersMax = 16;

    private readonly Lock gate = new();
    private readonly SortedDictionary<NodeId, Entry> entries = new(NodeId.Order);
    private readonly Arrivals arrivals = new();
    private readonly LocalRefs local = new(host.System);
    private NodeIdentity identity = host.Identity;
    private long openings;

    /// <summary>Who this node says that it is, from now on.</summary>
    public NodeIdentity Identity
    {
        get => Volatile.Read(ref identity);
        set => Volatile.Write(ref identity, value);
    }

    /// <summary>All links in the order of the peers' names.</summary>
    public IReadOnlyList<ILink> All
    {
        get
        {
            lock (gate)
            {
                return [.. entries.Values.Select(entry => entry.Link)];
            }
        }
    }

    public ILink? Find(NodeId peer)
    {
        lock (gate)
        {
            return entries.GetValueOrDefault(peer)?.Link;
        }
    }

    /// <summary>Whether this node lets another one in.</summary>
    /// <param name="hello">What it says about itself.</param>
    /// <param name="pending">The start that is about to have its name; null if there is none.</param>
    /// <returns>Why not; null if it is welcome.</returns>
    public string? Judge(Hello hello, long? pending)
    {
        if (Handshake.Check(Identity, hello, isReplaced: false) is { } reason)
        {
            return reason;
        }

        lock (gate)
        {
            long? connected = entries.GetValueOrDefault(hello.Node)?.Link.Incarnation ?? pending;
            return arrivals.MayTake(hello.Node, hello.Incarnation, connected)
                ? null
                : Handshake.Check(Identity, hello, isReplaced: true);
        }
    }

    public long NumberOf(NodeId peer)
    {
        lock (gate)
        {
            return entries.GetValueOrDefault(peer)?.Number ?? 0;
        }
    }

    /// <summary>A peer is connected. Its name must be free; deliveries begin after this.</summary>
    /// <param name="link">The link.</param>
    /// <param name="run">The peer's run.</param>
    /// <param name="hello">What the peer said, if it dialled.</param>
    /// <param name="outermost">What its refs go through.</param>
    public void Open(ILink link, RunId? run, Hello? hello, ITransport outermost)
    {
        NodeId peer = link.Peer;
        lock (gate)
        {
            entries.Add(peer, new Entry(link, ++openings));
            host.Events.Tell(new PeerConnected(
                peer, link.Incarnation, run, hello, path => outermost.RefTo(peer, path)));
        }
    }

    /// <summary>A peer is gone. Nothing of it is delivered after this.</summary>
    public void Close(ILink link, string reason, bool isDamaged = false)
    {
        Entry entry;
        lock (gate)
        {
            entry = entries[link.Peer];
            Ensure.That(entry.Link == link);
            entries.Remove(link.Peer);
            host.Events.Tell(new PeerLost(link.Peer, link.Incarnation, reason, isDamaged));
        }

        entry.Watches.ForEach(watch => TellTerminated(watch.Target, watch.Watcher));
    }

    public void Send(NodeId peer, Envelope envelope, IActorRef? sender)
    {
        ILink? link = Find(peer);
        bool isSent;
        try
        {
            isSent = link is not null && link.TrySend(envelope);
        }
        catch
        {
            (envelope.Message as IReleasable)?.Release();
            throw;
        }

        if (!isSent)
        {
            Bury(peer, envelope, sender);
        }
    }

    /// <summary>Makes a dead letter of what cannot be sent.</summary>
    public void Bury(NodeId peer, Envelope envelope, IActorRef? sender) =>
        host.System.EventStream.Publish(new DeadLetter(
            envelope.Message,
            sender ?? host.System.DeadLetters,
            transport.Outermost.RefTo(peer, envelope.To)));

    /// <summary>Hands what a peer says to the actor that it is for.</summary>
    public void Deliver(NodeId peer, Envelope envelope, ITransport outermost)
    {
        IActorRef? sender = envelope.From is { } from ? SenderAt(peer, from, outermost) : ActorRefs.NoSender;
        local.Find(envelope.To).Tell(envelope.Message, sender);
    }

    /// <summary>The living actor of this node at a path; else an address whose messages are dead letters.</summary>
    public IActorRef Resolve(string path) => local.Find(path);

    public void Watch(RemoteRef target, IActorRef watcher)
    {
        lock (gate)
        {
            if (entries.TryGetValue(target.Peer, out Entry? entry))
            {
                if (!entry.Watches.Contains((target, watcher)))
                {
                    entry.Watches.Add((target, watcher));
                }

                return;
            }
        }

        TellTerminated(target, watcher);
    }

    public void Unwatch(RemoteRef target, IActorRef watcher)
    {
        lock (gate)
        {
            entries.GetValueOrDefault(target.Peer)?.Watches.Remove((target, watcher));
        }
    }

    /// <summary>As Akka itself does it: the actor's turn makes Terminated of it, unless the watch has ended.</summary>
    private static void TellTerminated(RemoteRef target, IActorRef watcher) =>
        ((IInternalActorRef)watcher).SendSystemMessage(
            new DeathWatchNotification(target, existenceConfirmed: true, addressTerminated: false));

    /// <summary>An actor of a peer as a sender: one ref for all its messages over a connection.</summary>
    private IActorRef SenderAt(NodeId peer, string path, ITransport outermost)
    {
        Entry? entry;
        lock (gate)
        {
            entry = entries.GetValueOrDefault(peer);
            if (entry is not null && entry.Senders.TryGetValue(path, out IActorRef? known))
            {
                return known;
            }
        }

        IActorRef made = outermost.RefTo(peer, path);
        lock (gate)
        {
            if (entry is not null && entry.Senders.Count < SendersMax)
            {
                entry.Senders[path] = made;
            }
        }

        return made;
    }

    /// <summary>A peer and its watches, in the order in which they were made.</summary>
    private sealed record Entry(ILink Link, long Number)
    {
        public List<(RemoteRef Target, IActorRef Watcher)> Watches { get; } = [];

        /// <summary>Refs to its actors that have told something, by their paths.</summary>
        public Dictionary<string, IActorRef> Senders { get; } = new(StringComparer.Ordinal);
    }
}
