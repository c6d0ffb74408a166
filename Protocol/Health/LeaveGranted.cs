using MessagePack;

namespace RnnCluster.Protocol.Health;

/// <summary>Nothing is owed any more: the worker may go.</summary>
[MessagePackObject]
public sealed record LeaveGranted : Message;
