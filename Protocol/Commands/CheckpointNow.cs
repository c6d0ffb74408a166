using MessagePack;

namespace RnnCluster.Protocol.Commands;

/// <summary>A checkpoint after the current step.</summary>
[MessagePackObject]
public sealed record CheckpointNow : OperatorCommand;
