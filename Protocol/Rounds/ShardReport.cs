using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>
/// What else a subtree's shards gave: loss and new carried states. From the worker to the coordinator, which hands
/// the carried states on. Where they are longer than a payload they come in parts, in order, each with all else that
/// is reported; the subtree is answered with its last part.
/// </summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Step">The step being computed: the updates that the state has behind it, not counting this one.</param>
/// <param name="PlanVersion">The plan under which the work was given.</param>
/// <param name="Subtree">The shards.</param>
/// <param name="Loss">Sum of their losses in nats, along the tree.</param>
/// <param name="ComputeTime">How long the worker computed them; of shards computed together, each its part.</param>
/// <param name="Digest">The chained digest of the state that they were computed from.</param>
/// <param name="Offset">Where this part of the carried states begins, in bytes.</param>
/// <param name="Total">Bytes of all their carried states.</param>
/// <param name="CarriedChecksum">Of the part of the carried states: it goes with them to all others.</param>
/// <param name="Checksum">Of the rest.</param>
/// <param name="Payload">The part of their carried states after the step.</param>
[MessagePackObject]
public sealed record ShardReport(
    [property: Key(0)] long Term,
    [property: Key(1)] Step Step,
    [property: Key(2)] long PlanVersion,
    [property: Key(3)] TreeNode Subtree,
    [property: Key(4)] double Loss,
    [property: Key(5)] TimeSpan ComputeTime,
    [property: Key(6)] UInt128 Digest,
    [property: Key(7)] long Offset,
    [property: Key(8)] long Total,
    [property: Key(9)] ulong CarriedChecksum,
    [property: Key(10)] ulong Checksum,
    Payload Payload)
    : BulkMessage(Payload), IPart;
