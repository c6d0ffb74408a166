namespace RnnCluster.Protocol.Health;

/// <summary>The coordinator's I/O is alive.</summary>
/// <param name="Sequence">Of the heartbeat that it answers.</param>
public sealed record HeartbeatReply(long Sequence) : Message;
