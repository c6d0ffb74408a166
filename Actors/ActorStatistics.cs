namespace RnnCluster.Actors;

/// <summary>What is known about a living actor, for people who look. Its numbers may be a moment apart.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="State">What it does.</param>
/// <param name="MailboxDepth">Messages that wait.</param>
/// <param name="MailboxCapacity">How many may wait.</param>
/// <param name="Processed">Messages that were handed to it since it was spawned, failed ones included.</param>
/// <param name="Restarts">How often it was restarted.</param>
/// <param name="LastFailure">The message of the last exception that left it; null if there was none.</param>
public sealed record ActorStatistics(
    string Path,
    ActorState State,
    int MailboxDepth,
    int MailboxCapacity,
    long Processed,
    int Restarts,
    string? LastFailure);
