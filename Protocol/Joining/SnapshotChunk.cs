using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Joining;

/// <summary>
/// A part of the state at a step boundary, in order. From its step on the worker gets every averaged gradient.
/// </summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Step">The step of the state.</param>
/// <param name="Sha256">The hash of the whole snapshot, 32 bytes.</param>
/// <param name="Offset">Where these bytes begin.</param>
/// <param name="Total">Bytes of the whole snapshot.</param>
/// <param name="Checksum">Of all that but the term.</param>
/// <param name="Payload">The bytes.</param>
[MessagePackObject]
public sealed record SnapshotChunk(
    [property: Key(0)] long Term,
    [property: Key(1)] Step Step,
    [property: Key(2), MessagePackFormatter(typeof(BytesFormatter), FieldRules.HashBytes, FieldRules.HashBytes)]
    ReadOnlyMemory<byte> Sha256,
    [property: Key(3)] long Offset,
    [property: Key(4)] long Total,
    [property: Key(5)] ulong Checksum,
    Payload Payload)
    : BulkMessage(Payload), IPart;
