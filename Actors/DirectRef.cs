using Akka.Actor;

namespace RnnCluster.Actors;

/// <summary>
/// An address without an actor behind it: what it is told is handled on the teller's thread. For what stands between an
/// event stream and a reader, and for whoever must hear of a thing in the turn in which it happens.
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
