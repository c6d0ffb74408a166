using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Training.Coordinating;

/// <summary>What a coordinator goes by.</summary>
/// <param name="Self">The coordinator's node.</param>
/// <param name="Run">What a worker is told of the run when it is taken in; names the term too.</param>
/// <param name="Local">The replica in the coordinator's process, as if it had asked to join.</param>
/// <param name="Computes">Whether that replica computes shards: the coordinator hosts a worker.</param>
/// <param name="Shards">S.</param>
/// <param name="Slices">Slices of the gradient.</param>
/// <param name="Until">The step at which the run ends.</param>
/// <param name="WorkersMin">With fewer workers up the run waits, at least 1.</param>
/// <param name="Amendments">How many amendments the local replica's state holds.</param>
public sealed record CoordinatorOptions(
    NodeId Self,
    JoinAccepted Run,
    JoinRequest Local,
    bool Computes,
    int Shards,
    int Slices,
    Step Until,
    int WorkersMin,
    int Amendments)
{
    /// <summary>The step from which the last of the amendments holds.</summary>
    public Step AmendedFrom { get; init; }

    /// <summary>The first step waits for so many workers, where that is more than <see cref="WorkersMin"/>.</summary>
    public int WorkersFirst { get; init; }

    /// <summary>
    /// How long a run that is complete waits for workers that it lost within the same time before its end, so that they
    /// hear of it; 0 for not at all. As long as a worker dials before it gives up is enough.
    /// </summary>
    public TimeSpan Linger { get; init; }

    /// <summary>
    /// Whether workers are members of a cluster that says who is there; without one all that are connected are. Only a
    /// process of its own can be frozen or cut off while its connection stays.
    /// </summary>
    public bool IsClustered { get; init; }

    /// <summary>
    /// A worker that owes shards and answers nothing for so long is stuck, whatever the cluster says of it. The first
    /// step of a process compiles its kernels, so the deadline is never below seconds.
    /// </summary>
    public TimeSpan DeadlineMin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The deadline in rounds of usual length, where that is longer.</summary>
    public double DeadlineFactor { get; init; } = 20;

    /// <summary>
    /// A worker whose answers in one step came damaged so often is taken out: on a link that lets nothing through whole
    /// it would compute that step for ever, if it is the only one.
    /// </summary>
    public int InVainMax { get; init; } = 16;

    /// <summary>After so many rounds of usual length a slow worker's shards are computed a second time.</summary>
    public double SpeculationFactor { get; init; } = 3;

    /// <summary>Speculation in shorter rounds than this would cost more messages than it saves time.</summary>
    public TimeSpan SpeculationMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How much shorter the round must become for shards to move between healthy workers.</summary>
    public double RebalanceGain { get; init; } = 1.25;

    /// <summary>So many rounds lie between two such moves: a move costs a round of unlike lengths.</summary>
    public int RebalanceInterval { get; init; } = 50;
}
