using Akka.Actor;

namespace RnnCluster.Actors;

/// <summary>
/// An address without an actor: a message is handled at once, on the sender's thread. A subscriber of an event stream
/// that must not wait for a turn of its own is one.
/// </summary>
public abstract class DirectRef : MinimalActorRef
{
    private readonly ExtendedActorSystem system;

    /// <summary>Makes an address.</summary>
    /// <param name="system">Whose actors tell it something.</param>
    /// <param name="name">Its name, unique among the system's direct refs: <c>telemetry-metrics</c>.</param>
    protected DirectRef(ActorSystem system, string name)
    {
        this.system = (ExtendedActorSystem)system;
        Path = this.system.Provider.RootPath / "direct" / name;
    }

    /// <inheritdoc/>
    public sealed override ActorPath Path { get; }

    /// <inheritdoc/>
    public sealed override IActorRefProvider Provider => system.Provider;
}
