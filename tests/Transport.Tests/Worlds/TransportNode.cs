using Akka.Actor;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Transport.Tests.Worlds;

/// <summary>A node of a test: a system, a transport, and a probe that is told the transport's events.</summary>
public sealed record TransportNode(
    NodeIdentity Identity, ActorSystem System, PayloadPool Pool, TestProbe Events, ITransport Transport)
    : IAsyncDisposable
{
    public NodeId Id => Identity.Node;

    public TestProbe Probe(string name) => new(System, name);

    public Payload Rent(int length, byte content)
    {
        Payload payload = Pool.Rent(length);
        payload.Span.Fill(content);
        return payload;
    }

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        await TransportWorld.EndAsync(System);
    }
}
