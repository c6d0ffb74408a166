using Akka.Actor;
using RnnCluster.Node.Content;
using RnnCluster.Node.Membership;
using RnnCluster.Node.Transfers;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.Training.Coordinating;

namespace RnnCluster.Coordinator;

/// <summary>What a coordinator is given by its host.</summary>
public sealed record CoordinatorSetup
{
    /// <summary>What its machine goes by.</summary>
    public required CoordinatorOptions Options { get; init; }

    /// <summary>The step of the local replica's state at the start.</summary>
    public required Step Step { get; init; }

    /// <summary>The digest of that state.</summary>
    public required UInt128 Digest { get; init; }

    /// <summary>Whether the run owes something for that step, which the local replica does first.</summary>
    public bool Owes { get; init; }

    /// <summary>The local replica.</summary>
    public required IActorRef Replica { get; init; }

    /// <summary>Reduces the slices of the local replica's steps.</summary>
    public required IActorRef Reducer { get; init; }

    /// <summary>The follower that moves the local replica, and computes with it if a worker is hosted.</summary>
    public required IActorRef Local { get; init; }

    /// <summary>The training symbols, for workers.</summary>
    public required TokenContent Content { get; init; }

    /// <summary>Tells answers of other processes that cannot be read.</summary>
    public required AnswerCheck Answers { get; init; }

    /// <summary>Lends the messages' memory.</summary>
    public required PayloadPool Pool { get; init; }

    /// <summary>How much of what workers fetch may be in memory or under way.</summary>
    public TransferLimits Transfers { get; init; } = new();

    /// <summary>Its place in a cluster; null if its workers are in this process.</summary>
    public ICoordinatorMembership? Membership { get; init; }

    /// <summary>Memory of this process in bytes, for whoever watches.</summary>
    public required Func<long> ResidentBytes { get; init; }

    /// <summary>Its clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>
    /// Where this process brings its warnings; the coordinator tells its counts. Null: the coordinator has one of its
    /// own.
    /// </summary>
    public WarningDesk? Warnings { get; init; }

    /// <summary>Told once when the run ends or stops.</summary>
    public required Action<CoordinatorEnd> OnEnd { get; init; }

    /// <summary>
    /// How often it looks for the slow and the silent: a small part of the shortest patience that the options name.
    /// </summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromMilliseconds(50);
}
