using Akka.Actor;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Events;

namespace RnnCluster.Transport.Tests.Worlds;

/// <summary>Where nodes live: each kind of transport has one, and all of them pass the same suite.</summary>
public abstract class TransportWorld : IAsyncDisposable
{
    private readonly List<TransportNode> nodes = [];

    /// <summary>The clock of the nodes.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>An address that is free to listen on.</summary>
    public virtual Endpoint Free => new("127.0.0.1", 0);

    /// <summary>An address where nobody listens.</summary>
    public abstract Endpoint Nobody { get; }

    public static NodeIdentity Identity(string name, long incarnation = 1) =>
        new(new NodeId(name), incarnation, Fingerprint: 7, Run: null, Cores: 4, Lanes: "avx2");

    /// <summary>Lets everything happen that is under way, where the test moves the clock.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>Waits for a task, where the test moves the clock by settling.</summary>
    public async Task<T> WaitAsync<T>(Task<T> task)
    {
        Settle();
        return await task.WaitAsync(TestProbe.WaitMax);
    }

    /// <summary>What nodes may do unless a test says otherwise.</summary>
    public TransportOptions Options { get; init; } = new();

    public TransportNode Add(string name) => Add(Identity(name), Options);

    /// <summary>Adds a node.</summary>
    /// <param name="identity">Who it is.</param>
    /// <param name="options">Its options.</param>
    /// <param name="createEvents">Makes what is told its transport's events; null for the node's probe.</param>
    public TransportNode Add(
        NodeIdentity identity, TransportOptions options, Func<ActorSystem, IActorRef>? createEvents = null)
    {
        ActorSystem system = CreateSystem(identity.Node.Name);
        var pool = new PayloadPool();
        var events = new TestProbe(system, "events");
        ITransport transport = CreateTransport(new TransportHost(
            system, identity, createEvents?.Invoke(system) ?? events, pool, Time, options));
        var node = new TransportNode(identity, system, pool, events, transport);
        nodes.Add(node);
        return node;
    }

    /// <summary>Connects, and waits until both sides say so.</summary>
    /// <returns>Where the listener listens.</returns>
    public Endpoint Connect(TransportNode dialler, TransportNode listener)
    {
        Endpoint endpoint = listener.Transport.Listen(Free);
        dialler.Transport.Connect([endpoint]);
        ExpectConnected(dialler, listener);
        return endpoint;
    }

    public void ExpectConnected(TransportNode one, TransportNode other)
    {
        Settle();
        one.Events.ExpectMsg<PeerConnected>(
            told => told.Peer == other.Id && told.Incarnation == other.Identity.Incarnation);
        other.Events.ExpectMsg<PeerConnected>(
            told => told.Peer == one.Id && told.Incarnation == one.Identity.Incarnation);
    }

    public T Expect<T>(TestProbe probe)
    {
        Settle();
        return probe.ExpectMsg<T>();
    }

    /// <summary>Disposes of every node and demands that each payload was given back exactly once.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (TransportNode node in nodes)
        {
            await node.Transport.DisposeAsync();
        }

        Settle();
        foreach (TransportNode node in nodes)
        {
            await EndAsync(node.System);
        }

        Assert.All(nodes, node => Assert.True(
            node.Pool.Outstanding == 0, $"{node.Id} holds {node.Pool.Outstanding} payloads at the end"));
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends a system, on the virtual thread or on the machine's.</summary>
    internal static async Task EndAsync(ActorSystem system)
    {
        if (!SimulatedSystems.TryEnd(system))
        {
            await system.Terminate();
        }
    }

    protected abstract ActorSystem CreateSystem(string name);

    protected abstract ITransport CreateTransport(TransportHost host);
}
