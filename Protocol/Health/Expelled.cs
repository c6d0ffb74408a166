using MessagePack;

namespace RnnCluster.Protocol.Health;

/// <summary>The coordinator takes a worker out; it may join again with a fresh state.</summary>
/// <param name="Reason">One sentence for a person.</param>
[MessagePackObject]
public sealed record Expelled([property: Key(0)] string Reason) : Message;
