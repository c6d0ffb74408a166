using Akka.Actor;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Dialing;
using RnnCluster.Transport.Events;

namespace RnnCluster.Transport.Memory;

/// <summary>
/// A network in one process, in two modes. Immediate, for a cluster whose workers are actors of one process. Simulated,
/// for tests and the simulator: messages take a time that the seed draws, control and bulk each for itself, lines are
/// cut and processes crash; on a manual clock and dispatcher all of it is a function of the seed.
/// </summary>
public sealed class MemoryNetwork
{
    /// <summary>The first port of those who do not care: where those of machines begin.</summary>
    private const int PortFirst = 49_152;

    private readonly Lock gate = new();
    private readonly MemoryNetworkOptions options;
    private readonly MemoryDelays? handshakeDelays;
    private readonly long start;
    private readonly Dictionary<Endpoint, MemoryTransport> listeners = [];

    /// <summary>All ends of connections that live, in the order of their making.</summary>
    private readonly List<MemoryLink> ends = [];

    /// <summary>
    /// The lines that are cut, and the number of the cut: one that healed is not taken for a later one.
    /// </summary>
    private readonly Dictionary<(NodeId, NodeId), long> cuts = [];

    private long cutCount;
    private uint lines;
    private int ports;

    /// <summary>Creates a network without nodes.</summary>
    /// <param name="options">Its mode and delays.</param>
    public MemoryNetwork(MemoryNetworkOptions options)
    {
        this.options = options;
        start = options.Time?.GetTimestamp() ?? 0;
        handshakeDelays = CreateDelays();
    }

    /// <summary>Adds a node.</summary>
    /// <param name="host">What its transport connects.</param>
    public MemoryTransport Attach(TransportHost host) => new(this, host);

    /// <summary>
    /// Cuts the line between two nodes: what they send does not arrive, and after the time of detection both lose their
    /// connection. Dialling between them fails until it heals.
    /// </summary>
    /// <param name="a">A node.</param>
    /// <param name="b">Another.</param>
    public void Cut(NodeId a, NodeId b)
    {
        lock (gate)
        {
            if (!cuts.TryAdd(LineOf(a, b), ++cutCount))
            {
                return;
            }

            long cut = cutCount;
            foreach (MemoryLink end in EndsBetween(a, b))
            {
                if (options.Time is null || options.CutDetection == TimeSpan.Zero)
                {
                    Sever(end);
                }
                else
                {
                    end.Control.Pause();
                    end.Bulk.Pause();
                    After(options.CutDetection, () => OnCutDetected(end, cut));
                }
            }
        }
    }

    /// <summary>Mends the line between two nodes: what waited on it arrives, if the cut was not noticed.</summary>
    /// <param name="a">A node.</param>
    /// <param name="b">Another.</param>
    public void Heal(NodeId a, NodeId b)
    {
        lock (gate)
        {
            if (!cuts.Remove(LineOf(a, b)))
            {
                return;
            }

            foreach (MemoryLink end in EndsBetween(a, b))
            {
                end.Control.Resume();
                end.Bulk.Resume();
            }
        }
    }

    /// <summary>
    /// A process is gone from one moment to the next: what is under way from it and to it vanishes, its transport is of
    /// no more use and tells nothing. Its peers notice when a message would have come. Its name may be attached again.
    /// </summary>
    /// <param name="node">The node.</param>
    public void Crash(MemoryTransport node)
    {
        lock (gate)
        {
            node.Leave();
            StopListening(node);
            foreach (MemoryLink end in EndsOf(node))
            {
                end.Crash();
                ends.Remove(end);
                AfterDelay(() => EndOne(end.Other, "the connection broke: the peer's process is gone"));
            }
        }
    }

    internal Endpoint Listen(MemoryTransport node, Endpoint endpoint)
    {
        lock (gate)
        {
            if (endpoint.Port == 0)
            {
                endpoint = endpoint with { Port = PortFirst + ports++ };
            }

            return listeners.TryAdd(endpoint, node)
                ? endpoint
                : throw new InputException(
                    $"{endpoint} is in use by another program: stop it, or listen on another port");
        }
    }

    internal void Dial(MemoryTransport from, Endpoint endpoint, Dialer dialer) =>
        AfterDelay(() => OnDialled(from, endpoint, dialer));

    /// <summary>Closes a connection from one end; the other one learns it a message's time later.</summary>
    internal void Close(MemoryLink end, string reason)
    {
        lock (gate)
        {
            if (!end.IsEnded)
            {
                EndOne(end, reason);
                AfterDelay(() => EndOne(end.Other, "the peer closed the connection"));
            }
        }
    }

    internal void OnDisposed(MemoryTransport node)
    {
        lock (gate)
        {
            StopListening(node);
            foreach (MemoryLink end in EndsOf(node))
            {
                EndOne(end, "this node closed the connection");

                // The news of the end comes behind the last message.
                TimeSpan wait = handshakeDelays is null ? TimeSpan.Zero : end.LastDue - handshakeDelays.Now;
                After(
                    (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) + options.DelayMin,
                    () => EndOne(end.Other, "the peer closed the connection"));
            }
        }
    }

    private static (NodeId First, NodeId Second) LineOf(NodeId a, NodeId b) =>
        NodeId.Order.Compare(a, b) < 0 ? (a, b) : (b, a);

    private void OnDialled(MemoryTransport from, Endpoint endpoint, Dialer dialer)
    {
        lock (gate)
        {
            if (from.IsGone)
            {
                return;
            }

            if (!listeners.TryGetValue(endpoint, out MemoryTransport? to))
            {
                AfterDelay(() => dialer.OnFailed("Connection refused"));
                return;
            }

            if (cuts.ContainsKey(LineOf(from.Node, to.Node)))
            {
                TimeSpan patience = from.Host.Options.HandshakeTimeout;
                After(patience, () => dialer.OnFailed($"no answer within {patience.TotalSeconds} s"));
                return;
            }

            Hello hello = from.Links.Identity.ToHello(ConnectionKind.Control);
            string? reason = to.Links.Judge(hello, pending: null);
            if (reason is null)
            {
                Join(from, to, hello, dialer);
            }
            else
            {
                to.Host.Events.Tell(new StrangerTurnedAway(from.Node.Name, reason));
                AfterDelay(() => dialer.OnRefused(reason));
            }
        }
    }

    /// <summary>
    /// Makes the two ends: the side that listens has the connection at once, the other with the answer.
    /// </summary>
    private void Join(MemoryTransport from, MemoryTransport to, Hello hello, Dialer dialer)
    {
        (to.Links.Find(from.Node) as MemoryLink)?.Close("the peer connected anew");
        (from.Links.Find(to.Node) as MemoryLink)?.Close("this node connected anew");
        var near = new MemoryLink(from, to.Links.Identity, dialer);
        var far = new MemoryLink(to, from.Links.Identity, dialer: null);
        (near.Other, far.Other) = (far, near);
        AddChannels(near);
        AddChannels(far);
        ends.Add(near);
        ends.Add(far);
        TimeSpan wait = handshakeDelays?.Next() ?? TimeSpan.Zero;
        using (far.Control.EnterScope())
        using (far.Bulk.EnterScope())
        {
            far.Open(hello);
            if (handshakeDelays is null)
            {
                near.Open(hello: null);
                return;
            }

            far.Control.HoldUntil(handshakeDelays.Now + wait);
            far.Bulk.HoldUntil(handshakeDelays.Now + wait);
        }

        After(wait, () => OpenNear(near));
    }

    private static void OpenNear(MemoryLink near)
    {
        if (!near.IsEnded)
        {
            (near.Owner.Links.Find(near.Peer) as MemoryLink)?.Close("this node connected anew");
            near.Open(hello: null);
        }
    }

    private void AddChannels(MemoryLink end)
    {
        end.Control = Create(ConnectionKind.Control, TransportOptions.OutboxControlBytesMax);
        end.Bulk = Create(ConnectionKind.Bulk, end.Owner.Host.Options.OutboxBulkBytesMax);

        MemoryChannel Create(ConnectionKind kind, long bytesMax) =>
            new(kind, end.Other.Owner.Host.Pool, bytesMax, CreateDelays(), end.Other.Deliver);
    }

    private MemoryDelays? CreateDelays() =>
        options.Time is null ? null : new MemoryDelays(options, options.Time, start, lines++);

    private void OnCutDetected(MemoryLink end, long cut)
    {
        if (!end.IsEnded && cuts.GetValueOrDefault(LineOf(end.Owner.Node, end.Peer)) == cut)
        {
            Sever(end);
        }
    }

    private void Sever(MemoryLink end)
    {
        EndOne(end, "the connection broke: the line is cut");
        EndOne(end.Other, "the connection broke: the line is cut");
    }

    private void EndOne(MemoryLink end, string reason)
    {
        end.End(reason);
        ends.Remove(end);
    }

    private void StopListening(MemoryTransport node)
    {
        foreach (Endpoint endpoint in listeners.Where(pair => pair.Value == node).Select(pair => pair.Key).ToList())
        {
            listeners.Remove(endpoint);
        }
    }

    private List<MemoryLink> EndsOf(MemoryTransport node) => [.. ends.Where(end => end.Owner == node)];

    private List<MemoryLink> EndsBetween(NodeId a, NodeId b) =>
        [.. ends.Where(end => LineOf(end.Owner.Node, end.Peer) == LineOf(a, b))];

    private void AfterDelay(Action action) => After(handshakeDelays?.Next() ?? TimeSpan.Zero, action);

    /// <summary>In a simulated network after a time, in an immediate one now.</summary>
    private void After(TimeSpan delay, Action action)
    {
        if (options.Time is null)
        {
            action();
            return;
        }

        // The clock of a simulation keeps its timers itself, until they have fired.
        options.Time.CreateTimer(
            _ =>
            {
                lock (gate)
                {
                    action();
                }
            },
            null,
            delay,
            Timeout.InfiniteTimeSpan);
    }
}
