using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>Carried states after a step, for the replicas that did not compute them.</summary>
/// <param name="Term">Which start of a coordinator speaks: the time of that start, in milliseconds since 1970.</param>
/// <param name="Step">The step being computed: the updates that the state has behind it, not counting this one.</param>
/// <param name="Subtree">Whose rows they are.</param>
/// <param name="Offset">Where this part of the states begins, in bytes.</param>
/// <param name="Total">Bytes of all the states of the subtree.</param>
/// <param name="Checksum">Of all that, as the worker computed it: <see cref="ShardReport.CarriedChecksum"/>.</param>
/// <param name="Payload">The part, as in <see cref="ShardReport"/>.</param>
public sealed record CarriedState(
    long Term, Step Step, TreeNode Subtree, long Offset, long Total, ulong Checksum, Payload Payload)
    : BulkMessage(Payload);
