namespace RnnCluster.Actors.Mailboxes;

/// <summary>What the actors of a system say to each other about their lives. Comes before everything else.</summary>
internal abstract record SystemMessage
{
    /// <summary>To a new actor: begin.</summary>
    public sealed record Start : SystemMessage;

    /// <summary>End, with your children.</summary>
    public sealed record Stop : SystemMessage;

    /// <summary>To one that failed: go on with the next message.</summary>
    public sealed record Resume : SystemMessage;

    /// <summary>To one that failed: go on as a new instance.</summary>
    public sealed record Restart : SystemMessage;

    /// <summary>To the guardian: the host has spawned a child of yours.</summary>
    public sealed record Adopt(ActorCell Child) : SystemMessage;

    /// <summary>To the parent: an exception has left me.</summary>
    public sealed record Failed(ActorCell Child, Exception Cause) : SystemMessage;

    /// <summary>To the parent: I have ended.</summary>
    public sealed record ChildTerminated(ActorCell Child) : SystemMessage;

    /// <summary>Tell this one when you have ended.</summary>
    public sealed record AddWatcher(ActorRef Watcher) : SystemMessage;

    /// <summary>Do not tell this one any more.</summary>
    public sealed record RemoveWatcher(ActorRef Watcher) : SystemMessage;
}
