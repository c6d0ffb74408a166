using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>The run is over, or stops here.</summary>
/// <param name="Step">The last state's step.</param>
/// <param name="StateHash">Its hash.</param>
/// <param name="IsComplete">Whether the run's bound was reached.</param>
/// <param name="Reason">One sentence for a person.</param>
public sealed record RunStopped(Step Step, string StateHash, bool IsComplete, string Reason) : RunEvent;
