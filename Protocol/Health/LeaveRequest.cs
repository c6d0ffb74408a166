using MessagePack;

namespace RnnCluster.Protocol.Health;

/// <summary>A worker wants to go: it gets no more shards, and what it owes it still answers.</summary>
/// <param name="Reason">One sentence for a person.</param>
[MessagePackObject]
public sealed record LeaveRequest([property: Key(0)] string Reason) : Message;
