using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>A checkpoint is on the disk.</summary>
/// <param name="Step">Its step.</param>
/// <param name="StateHash">Its state's hash.</param>
public sealed record CheckpointWritten(Step Step, string StateHash) : RunEvent;
