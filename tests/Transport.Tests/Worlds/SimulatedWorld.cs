using Akka.Actor;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Memory;

namespace RnnCluster.Transport.Tests.Worlds;

/// <summary>A simulated network: one clock and one dispatcher for all nodes, both moved by the test.</summary>
public class SimulatedWorld : TransportWorld
{
    /// <summary>Longer than any way, retry or handshake, shorter than the patience of a node that dials.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(20);

    private readonly VirtualTime time = new();
    private readonly VirtualThread dispatcher;

    public SimulatedWorld(MemoryNetworkOptions? options = null)
    {
        dispatcher = new VirtualThread(time);
        Network = new MemoryNetwork((options ?? new MemoryNetworkOptions { Seed = 11 }) with { Time = time });
    }

    public MemoryNetwork Network { get; }

    public override TimeProvider Time => time;

    public override Endpoint Nobody => new("nobody", 1);

    public override void Settle() => Advance(SettleTime);

    /// <summary>Moves the clock, and lets everybody have his turn at each moment.</summary>
    public void Advance(TimeSpan duration)
    {
        TimeSpan end = time.Elapsed + duration;
        dispatcher.RunUntilIdle();
        while (time.AdvanceToNextTimer(end - time.Elapsed))
        {
            dispatcher.RunUntilIdle();
        }

        time.Advance(end - time.Elapsed);
    }

    protected override ActorSystem CreateSystem(string name) =>
        dispatcher.CreateSystem(name);

    protected override ITransport CreateTransport(TransportHost host) => Network.Attach(host);
}
