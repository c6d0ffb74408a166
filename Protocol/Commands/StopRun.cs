using MessagePack;

namespace RnnCluster.Protocol.Commands;

/// <summary>The run stops with a checkpoint of the last whole step; the open one is given up.</summary>
/// <param name="Reason">One sentence for a person.</param>
[MessagePackObject]
public sealed record StopRun([property: Key(0)] string Reason) : OperatorCommand;
