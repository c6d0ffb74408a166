using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Joining;

/// <summary>A part of a blob, in order.</summary>
/// <param name="Hash">SHA-256 of the whole blob.</param>
/// <param name="Offset">Where these bytes begin.</param>
/// <param name="Total">Bytes of the whole blob.</param>
/// <param name="Checksum">Of all that.</param>
/// <param name="Payload">The bytes.</param>
[MessagePackObject]
public sealed record ContentChunk(
    [property: Key(0), MessagePackFormatter(typeof(HashFormatter))] string Hash,
    [property: Key(1)] long Offset,
    [property: Key(2)] long Total,
    [property: Key(3)] ulong Checksum,
    Payload Payload)
    : BulkMessage(Payload), IPart;
