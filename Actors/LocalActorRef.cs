using RnnCluster.Actors.Mailboxes;

namespace RnnCluster.Actors;

/// <summary>The address of an actor of this system: one per actor, from its spawning on.</summary>
internal sealed class LocalActorRef(string path, ActorCell cell) : ActorRef(path)
{
    public ActorCell Cell { get; } = cell;

    public override void Tell(object message, ActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        Cell.Post(message, sender, isExempt: message is Terminated);
    }

    public override void AddWatcher(ActorRef watcher)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        Cell.Send(new SystemMessage.AddWatcher(watcher));
    }

    public override void RemoveWatcher(ActorRef watcher)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        Cell.Send(new SystemMessage.RemoveWatcher(watcher));
    }
}
