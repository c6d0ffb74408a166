using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Transport.Memory;

namespace RnnCluster.Transport.Tests.Worlds;

/// <summary>A network in memory that delivers at once, as for a cluster in one process.</summary>
public sealed class ImmediateWorld : TransportWorld
{
    private readonly MemoryNetwork network = new(new MemoryNetworkOptions());

    public override TimeProvider Time => TimeProvider.System;

    public override Endpoint Nobody => new("nobody", 1);

    protected override ActorSystem CreateSystem(string name) =>
        ActorSystems.Create(name, new ActorSystemOptions { Time = Time });

    protected override ITransport CreateTransport(TransportHost host) => network.Attach(host);
}
