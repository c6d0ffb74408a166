namespace RnnCluster.Protocol.Commands;

/// <summary>A checkpoint after the current step.</summary>
public sealed record CheckpointNow : OperatorCommand;
