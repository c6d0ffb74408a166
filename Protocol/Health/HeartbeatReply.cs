using MessagePack;

namespace RnnCluster.Protocol.Health;

/// <summary>
/// The coordinator knows the worker as a member of its cluster, and of which process. A worker that gets none is a
/// member no more, or not yet.
/// </summary>
/// <param name="Sequence">Of the heartbeat that it answers.</param>
[MessagePackObject]
public sealed record HeartbeatReply([property: Key(0)] long Sequence) : Message;
