namespace RnnCluster.Actors.Dispatchers;

/// <summary>What stands between one actor and its dispatcher.</summary>
internal abstract class TurnRunner
{
    /// <summary>
    /// Gives the actor a turn some time. Called on any thread, and not again before that turn has ended; the mailbox
    /// sees to it.
    /// </summary>
    public abstract void Schedule();

    /// <summary>The actor has ended; it is never scheduled again.</summary>
    public virtual void Detach()
    {
    }
}
