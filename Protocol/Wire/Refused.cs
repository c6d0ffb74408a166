using MessagePack;

namespace RnnCluster.Protocol.Wire;

/// <summary>The answer to a hello that does not fit: the connection is closed.</summary>
/// <param name="Reason">One sentence for a person: what is wrong and what to do.</param>
[MessagePackObject]
public sealed record Refused([property: Key(0)] string Reason) : Message;
