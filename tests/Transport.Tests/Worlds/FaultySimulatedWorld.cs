using RnnCluster.Transport.Faults;

namespace RnnCluster.Transport.Tests.Worlds;

/// <summary>A simulated network behind a decorator that delays a third of all messages.</summary>
public sealed class FaultySimulatedWorld : SimulatedWorld
{
    protected override ITransport CreateTransport(TransportHost host) => new FaultyTransport(
        base.CreateTransport(host),
        new SeededFaults(5) { DelayRate = 0.33, DelayMax = TimeSpan.FromMilliseconds(30) },
        host.Time);
}
