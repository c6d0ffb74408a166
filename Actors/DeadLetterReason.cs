namespace RnnCluster.Actors;

/// <summary>Why nobody handles a message.</summary>
public enum DeadLetterReason
{
    /// <summary>The receiver has ended, or there never was one.</summary>
    NoReceiver,

    /// <summary>The receiver's mailbox was full.</summary>
    MailboxFull,

    /// <summary>The receiver's stash was full.</summary>
    StashFull,

    /// <summary>The receiver did not know the message: <see cref="Actor.Unhandled"/>.</summary>
    Unhandled,
}
