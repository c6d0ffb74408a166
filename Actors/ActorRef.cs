namespace RnnCluster.Actors;

/// <summary>
/// The address of an actor. Whoever holds it may tell it something, whether the actor runs in this system, in another
/// process, or no more. Transport derives its remote refs from this class, the TestKit its probes.
/// </summary>
/// <remarks>
/// Two refs of one actor must be equal: either there is one instance per actor, as for local actors, or the derived
/// class overrides <see cref="object.Equals(object?)"/>. Every member may be called from any thread.
/// </remarks>
/// <param name="path">Where the actor is, see <see cref="Path"/>.</param>
public abstract class ActorRef(string path)
{
    /// <summary>Names from the root down: <c>/user/worker/compute</c>; a remote ref puts its node in front.</summary>
    public string Path { get; } = path;

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Sends and forgets. Messages of one sender to one receiver arrive in the order of the calls.</summary>
    /// <param name="message">
    /// Not changed by anybody from now on. An <see cref="Shared.IReleasable"/> passes into the care of the receiver.
    /// </param>
    /// <param name="sender">Whom to answer; null where an answer would be a dead letter.</param>
    public abstract void Tell(object message, ActorRef? sender = null);

    /// <summary>
    /// Asks that <paramref name="watcher"/> be told <see cref="Terminated"/> with this ref, once, when the actor has
    /// ended or cannot be reached any more, and at once if that has happened already.
    /// </summary>
    /// <remarks>
    /// Without an override nobody is ever told. An actor calls this through <see cref="IActorContext.Watch"/>, which
    /// also drops what comes twice or after an unwatch, so an override may tell too often but not too seldom.
    /// </remarks>
    /// <param name="watcher">Whom to tell.</param>
    public virtual void AddWatcher(ActorRef watcher)
    {
    }

    /// <summary>Takes back <see cref="AddWatcher"/>; nothing happens where there is nothing to take back.</summary>
    /// <param name="watcher">Whom not to tell any more.</param>
    public virtual void RemoveWatcher(ActorRef watcher)
    {
    }

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
