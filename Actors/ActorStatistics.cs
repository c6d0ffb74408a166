namespace RnnCluster.Actors;

/// <summary>What is known about a living actor, for people who look. Its numbers may be a moment apart.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Type">The name of the actor's class; empty before it has started.</param>
/// <param name="Dispatcher">What runs it: <c>pool</c>, <c>pinned</c> or <c>manual</c>.</param>
/// <param name="State">What it does.</param>
/// <param name="MailboxDepth">Messages that wait.</param>
/// <param name="MailboxCapacity">How many may wait.</param>
/// <param name="Processed">Messages that were handed to it since it was spawned, failed ones included.</param>
/// <param name="P50">
/// What half of its messages took at most, by the system's clock; up to half too high, as P99, and zero before the
/// first message.
/// </param>
/// <param name="P99">What 99 of 100 messages took at most.</param>
/// <param name="Max">What the slowest message took.</param>
/// <param name="Restarts">How often it was restarted.</param>
/// <param name="LastFailure">The message of the last exception that left it; null if there was none.</param>
public sealed record ActorStatistics(
    string Path,
    string Type,
    string Dispatcher,
    ActorState State,
    int MailboxDepth,
    int MailboxCapacity,
    long Processed,
    TimeSpan P50,
    TimeSpan P99,
    TimeSpan Max,
    int Restarts,
    string? LastFailure);
