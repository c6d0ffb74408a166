using Akka.Actor;
using RnnCluster.Actors;

namespace RnnCluster.SimulationKit;

/// <summary>An address that calls back with what it is told, on the teller's thread.</summary>
/// <param name="system">Whose actors tell it something.</param>
/// <param name="name">Its name, unique in the system.</param>
/// <param name="onMessage">Called with each message.</param>
public sealed class CallbackRef(ActorSystem system, string name, Action<object> onMessage) : DirectRef(system, name)
{
    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender) => onMessage(message);
}
