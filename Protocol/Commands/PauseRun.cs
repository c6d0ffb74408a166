namespace RnnCluster.Protocol.Commands;

/// <summary>No step begins after the current one.</summary>
public sealed record PauseRun : OperatorCommand;
