using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>Carried states after a step, for the replicas that did not compute them.</summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Step">The step being computed: the updates that the state has behind it, not counting this one.</param>
/// <param name="Subtree">Whose rows they are.</param>
/// <param name="Offset">Where this part of the states begins, in bytes.</param>
/// <param name="Total">Bytes of all the states of the subtree.</param>
/// <param name="Checksum">Of all that, as the worker computed it: <see cref="ShardReport.CarriedChecksum"/>.</param>
/// <param name="Payload">The part, as in <see cref="ShardReport"/>.</param>
[MessagePackObject]
public sealed record CarriedState(
    [property: Key(0)] long Term,
    [property: Key(1)] Step Step,
    [property: Key(2)] TreeNode Subtree,
    [property: Key(3)] long Offset,
    [property: Key(4)] long Total,
    [property: Key(5)] ulong Checksum,
    Payload Payload)
    : BulkMessage(Payload), IPart;
