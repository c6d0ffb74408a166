using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>The averaged gradient over a slice: from the slice's owner to every replica.</summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Step">The step being computed: the updates that the state has behind it, not counting this one.</param>
/// <param name="Slice">Which part of the flat gradient.</param>
/// <param name="Encoding">How the floats lie in the payload.</param>
/// <param name="Squares">
/// The sum of squares of each block of the slice: all replicas derive the same norm from them.
/// </param>
/// <param name="Checksum">Of all that, as the owner reduced it; 0 for the owner's own replica.</param>
/// <param name="Payload">The floats; empty for the owner's own replica, which has them.</param>
[MessagePackObject]
public sealed record SliceAverage(
    [property: Key(0)] long Term,
    [property: Key(1)] Step Step,
    [property: Key(2)] int Slice,
    [property: Key(3)] SliceEncoding Encoding,
    [property: Key(4)] IReadOnlyList<double> Squares,
    [property: Key(5)] ulong Checksum,
    Payload Payload)
    : BulkMessage(Payload);
