using RnnCluster.Actors;

namespace RnnCluster.Simulation.Tests;

/// <summary>An address that calls back.</summary>
internal sealed class Sink(string path, Action<object> onMessage) : ActorRef(path)
{
    public override void Tell(object message, ActorRef? sender = null) => onMessage(message);
}
