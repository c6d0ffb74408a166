using MessagePack;

namespace RnnCluster.Protocol.Commands;

/// <summary>No step begins after the current one.</summary>
[MessagePackObject]
public sealed record PauseRun : OperatorCommand;
