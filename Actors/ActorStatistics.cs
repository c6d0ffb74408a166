namespace RnnCluster.Actors;

/// <summary>What is known about a living actor, for people who look. Its numbers may be a moment apart.</summary>
/// <param name="Path">Where it is: <c>/user/worker/replica</c>.</param>
/// <param name="Type">The name of the actor's class; empty before it has started.</param>
/// <param name="Dispatcher">What its props ask to run it: <c>pool</c> or <c>pinned</c>.</param>
/// <param name="MailboxDepth">Messages that wait.</param>
/// <param name="MailboxCapacity">How many may wait.</param>
/// <param name="Processed">Messages that were handed to it since it was made, failed ones included.</param>
/// <param name="P50">
/// What half of its messages took at most, by the system's clock; up to half too high, as P99, and zero before the
/// first message.
/// </param>
/// <param name="P99">What 99 of 100 messages took at most.</param>
/// <param name="Max">What the slowest message took.</param>
/// <param name="Restarts">How often it was restarted.</param>
public sealed record ActorStatistics(
    string Path,
    string Type,
    string Dispatcher,
    int MailboxDepth,
    int MailboxCapacity,
    long Processed,
    TimeSpan P50,
    TimeSpan P99,
    TimeSpan Max,
    int Restarts);
