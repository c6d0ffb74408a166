using MessagePack;

namespace RnnCluster.Protocol.Joining;

/// <summary>The coordinator does not take a worker in, and says why.</summary>
/// <param name="Reason">One sentence for a person.</param>
[MessagePackObject]
public sealed record JoinRefused([property: Key(0)] string Reason) : Message;
