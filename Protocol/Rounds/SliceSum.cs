using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>
/// The gradient of a subtree's shards over a slice, summed: from the worker that computed it to the slice's owner.
/// </summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Step">The step being computed: the updates that the state has behind it, not counting this one.</param>
/// <param name="PlanVersion">The plan under which the work was given.</param>
/// <param name="Subtree">Whose shards are summed.</param>
/// <param name="Slice">Which part of the flat gradient.</param>
/// <param name="Encoding">How the floats lie in the payload.</param>
/// <param name="Digest">The chained digest of the state that they were computed from.</param>
/// <param name="Checksum">Of all that, as the worker computed it; 0 on the way within a process.</param>
/// <param name="Payload">The floats.</param>
[MessagePackObject]
public sealed record SliceSum(
    [property: Key(0)] long Term,
    [property: Key(1)] Step Step,
    [property: Key(2)] long PlanVersion,
    [property: Key(3)] TreeNode Subtree,
    [property: Key(4)] int Slice,
    [property: Key(5)] SliceEncoding Encoding,
    [property: Key(6)] UInt128 Digest,
    [property: Key(7)] ulong Checksum,
    Payload Payload)
    : BulkMessage(Payload);
