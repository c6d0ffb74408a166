using RnnCluster.Transport.Faults;

namespace RnnCluster.Transport.Tests.Worlds;

/// <summary>Sockets behind a decorator that delays a third of all messages.</summary>
public sealed class FaultyTcpWorld : TcpWorld
{
    protected override ITransport CreateTransport(TransportHost host) => new FaultyTransport(
        base.CreateTransport(host),
        new SeededFaults(5) { DelayRate = 0.33, DelayMax = TimeSpan.FromMilliseconds(3) },
        host.Time);
}
