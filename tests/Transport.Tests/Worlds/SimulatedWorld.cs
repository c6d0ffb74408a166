using RnnCluster.Actors;
using RnnCluster.Actors.Dispatchers;
using RnnCluster.ActorTestKit;
using RnnCluster.Transport.Memory;

namespace RnnCluster.Transport.Tests.Worlds;

/// <summary>A simulated network: one clock and one dispatcher for all nodes, both moved by the test.</summary>
public class SimulatedWorld : TransportWorld
{
    /// <summary>Longer than any way, retry or handshake, shorter than the patience of a node that dials.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(20);

    private readonly ManualTime time = new();
    private readonly ManualDispatcher dispatcher;

    public SimulatedWorld(MemoryNetworkOptions? options = null)
    {
        dispatcher = new ManualDispatcher(time);
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
        new(name, new ActorSystemOptions { Time = time, Dispatcher = dispatcher });

    protected override ITransport CreateTransport(TransportHost host) => Network.Attach(host);
}
