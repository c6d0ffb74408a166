using Akka.Actor;
using RnnCluster.Shared;

namespace RnnCluster.Transport;

/// <summary>What a transport is given by the process that it connects.</summary>
/// <param name="System">Whose actors are reached.</param>
/// <param name="Identity">Who this node is.</param>
/// <param name="Events">The actor that is told every <see cref="Events.TransportEvent"/>.</param>
/// <param name="Pool">Lends the memory of payloads that come in.</param>
/// <param name="Time">The clock of timeouts and retries.</param>
/// <param name="Options">Bounds and waits.</param>
public sealed record TransportHost(
    ActorSystem System,
    NodeIdentity Identity,
    IActorRef Events,
    PayloadPool Pool,
    TimeProvider Time,
    TransportOptions Options);
