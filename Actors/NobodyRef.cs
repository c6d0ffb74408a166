namespace RnnCluster.Actors;

/// <summary>
/// An address where nobody is: what is told there is a dead letter, and whoever watches it is told at once.
/// </summary>
internal sealed class NobodyRef(string path, ActorSystem system) : ActorRef(path)
{
    public override void Tell(object message, ActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        system.Bury(message, sender, this, DeadLetterReason.NoReceiver);
    }

    public override void AddWatcher(ActorRef watcher)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        watcher.Tell(new Terminated(this), this);
    }

    public override bool Equals(object? obj) => obj is NobodyRef other && other.Path == Path;

    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);
}
