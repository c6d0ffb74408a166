using MessagePack;
using RnnCluster.Protocol.Formatters;

namespace RnnCluster.Protocol.Joining;

/// <summary>
/// A worker has taken a part of a blob, of data or of a state: the sender may put another one on the way. It is told
/// to whoever sent the part, also of a part that the worker has no use for.
/// </summary>
/// <param name="Hash">SHA-256 of the whole blob, 64 lowercase hexadecimal digits.</param>
/// <param name="Offset">Where the part began.</param>
[MessagePackObject]
public sealed record PartTaken(
    [property: Key(0), MessagePackFormatter(typeof(HashFormatter))] string Hash,
    [property: Key(1)] long Offset) : Message;
