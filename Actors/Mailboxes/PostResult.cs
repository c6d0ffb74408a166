namespace RnnCluster.Actors.Mailboxes;

/// <summary>What became of a message at the mailbox.</summary>
internal enum PostResult
{
    /// <summary>It waits; the actor has a turn already or is not to have one yet.</summary>
    Accepted,

    /// <summary>It waits, and whoever posted it must schedule the actor.</summary>
    AcceptedAndReady,

    /// <summary>There was no room.</summary>
    Full,

    /// <summary>The actor has ended.</summary>
    Closed,
}
