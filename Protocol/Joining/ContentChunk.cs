using RnnCluster.Shared;

namespace RnnCluster.Protocol.Joining;

/// <summary>A part of a blob, in order.</summary>
/// <param name="Hash">SHA-256 of the whole blob.</param>
/// <param name="Offset">Where these bytes begin.</param>
/// <param name="Total">Bytes of the whole blob.</param>
/// <param name="Checksum">Of all that.</param>
/// <param name="Payload">The bytes.</param>
public sealed record ContentChunk(string Hash, long Offset, long Total, ulong Checksum, Payload Payload)
    : BulkMessage(Payload);
