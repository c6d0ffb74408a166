namespace RnnCluster.Transport.Outboxes;

/// <summary>What an outbox did with a message.</summary>
internal enum OutboxAnswer
{
    /// <summary>It took it, and the payload with it.</summary>
    Taken,

    /// <summary>It is at its bound: the connection must be closed. The message is still the caller's.</summary>
    Full,

    /// <summary>The connection is gone or goes. The message is still the caller's.</summary>
    Closed,
}
