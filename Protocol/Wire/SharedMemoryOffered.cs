using MessagePack;
using RnnCluster.Protocol.Formatters;

namespace RnnCluster.Protocol.Wire;

/// <summary>
/// The side that dialled and found its peer on its own machine offers memory for payloads in both directions.
/// </summary>
/// <param name="Name">Of a file that only processes of the same machine can open.</param>
/// <param name="BytesPerDirection">The first half is written by the side that dialled, the second by the other.</param>
[MessagePackObject]
public sealed record SharedMemoryOffered(
    [property: Key(0), MessagePackFormatter(typeof(LabelFormatter))] string Name,
    [property: Key(1)] long BytesPerDirection) : Message;
