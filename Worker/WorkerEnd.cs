using RnnCluster.Shared;
using RnnCluster.Training.Working;

namespace RnnCluster.Worker;

/// <summary>How a worker ended.</summary>
/// <param name="Kind">Whether all went well.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="Step">The step of its state.</param>
/// <param name="RoundTripMax">The longest way of a report to the coordinator and of its answer back.</param>
public sealed record WorkerEnd(WorkerExit Kind, string Reason, Step Step, TimeSpan RoundTripMax);
