using MessagePack;

namespace RnnCluster.Protocol.Health;

/// <summary>The coordinator's I/O is alive.</summary>
/// <param name="Sequence">Of the heartbeat that it answers.</param>
[MessagePackObject]
public sealed record HeartbeatReply([property: Key(0)] long Sequence) : Message;
