using RnnCluster.Actors.Dispatchers;
using RnnCluster.Actors.Supervision;

namespace RnnCluster.Actors;

/// <summary>What a system is given by its host.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>
    /// How many messages may wait in a mailbox. A gradient of 20 million parameters is 77 slices of 1 MiB; with 8
    /// shards at most 77 x 8 sums come in a step, and those of two steps may meet: 1,232. This is three times that,
    /// and 96 KiB of envelopes if it ever fills. What comes above it is a dead letter.
    /// </summary>
    public const int MailboxCapacityDefault = 4096;

    /// <summary>The clock of all timers.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Runs actors whose props name no other; a <see cref="ManualDispatcher"/> runs all of them.</summary>
    public Dispatcher Dispatcher { get; init; } = new PoolDispatcher();

    /// <summary>How many messages may wait in a mailbox whose props do not say, at least 1.</summary>
    public int MailboxCapacity { get; init; } = MailboxCapacityDefault;

    /// <summary>Called for every failure, on the thread of the supervisor's turn. It must not throw.</summary>
    public Action<ActorFailure>? OnFailure { get; init; }

    /// <summary>Supervises the actors that the host spawns. What it escalates ends the system.</summary>
    public SupervisorStrategy GuardianStrategy { get; init; } = SupervisorStrategy.Default;
}
