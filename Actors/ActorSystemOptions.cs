using Akka.Configuration;
using Microsoft.Extensions.Logging;

namespace RnnCluster.Actors;

/// <summary>What a system is given by its host.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>
    /// How many messages may wait in a mailbox. A gradient of 20 million parameters is 77 slices of 1 MiB; with 8
    /// shards at most 77 x 8 sums come in a step, and those of two steps may meet: 1,232. This is three times that,
    /// and 64 KiB of envelopes if it ever fills. What comes above it is dropped, and published as
    /// <see cref="Akka.Event.Dropped"/>.
    /// </summary>
    public const int MailboxCapacityDefault = 4096;

    /// <summary>The clock of all timers and of the times in <see cref="ActorStatistics"/>.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>How many messages may wait in a mailbox whose props do not say, at least 1.</summary>
    public int MailboxCapacity { get; init; } = MailboxCapacityDefault;

    /// <summary>
    /// Called for every failure that stops or restarts an actor, on the thread of the supervisor's turn. It must not
    /// throw.
    /// </summary>
    public Action<ActorFailure>? OnFailure { get; init; }

    /// <summary>
    /// Gets what Akka's own actors log, one line each: a peer that cannot be reached, bytes that cannot be read. Their
    /// errors are no failures of the host then. Null: there are no such actors, and every error is a failure. How much
    /// is logged <c>akka.loglevel</c> says. It must not throw.
    /// </summary>
    public ILogger? Log { get; init; }

    /// <summary>What takes the place of settings, a cluster's or a simulation's; null for nothing.</summary>
    public Config? Overrides { get; init; }

    /// <summary>What runs the turns of a simulated system; null in a product's process.</summary>
    internal object? Simulation { get; init; }
}
