using Akka.Actor;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Replicas;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>
/// Computes shards and sends their answers: each slice of a sum leaves on the compute thread that finished it, while
/// the rest is still computed; then one report for each subtree.
/// </summary>
internal sealed class ShardWork(ReplicaHome home, IActorRef self) : ISliceSink
{
    /// <summary>
    /// Groups that stay laid out: the plan's own, and those of a few workers that were lost or slow. Each has a
    /// gradient for each of its subtrees.
    /// </summary>
    private const int GroupsMax = 4;

    private readonly List<(IReadOnlyList<TreeNode> Subtrees, ShardGroup Group)> groups = [];
    private ReplicaRequest.Compute? current;
    private ShardGroup? group;
    private UInt128 digest;

    /// <summary>How many groups are laid out.</summary>
    internal int Groups => groups.Count;

    /// <summary>Whether the group of these subtrees is laid out.</summary>
    internal bool IsLaidOut(IReadOnlyList<TreeNode> subtrees) =>
        groups.Exists(entry => entry.Subtrees.SequenceEqual(subtrees));

    public void Run(ReplicaRequest.Compute compute)
    {
        long begun = home.Time.GetTimestamp();
        current = compute;
        group = GroupOf(compute.Subtrees);
        digest = home.Digest;
        home.Replica.Compute(group, this);
        TimeSpan took = home.Time.GetElapsedTime(begun);
        foreach (NodeSum sum in group.Sums)
        {
            Report(compute, sum, took * ((double)sum.Node.ShardCount / group.Shards.Count));
        }
    }

    public void OnSlice(NodeSum sum, int slice)
    {
        long begun = home.Stopwatch.Now;

        // In the coordinator's own process fewer bytes save nothing, and no checksum is checked.
        (SliceEncoding encoding, Payload floats) = home.IsCoordinators
            ? home.Codec.Lend(sum, slice)
            : home.Codec.Encode(group!, sum, slice);
        ulong checksum = home.IsCoordinators
            ? 0
            : ExchangeChecksum.OfSum(current!.Step, sum.Node, slice, encoding, digest, floats.Span);
        current!.Coordinator.Tell(
            new SliceSum(
                current.Term, current.Step, current.PlanVersion, sum.Node, slice, encoding, digest, checksum, floats),
            self);
        home.Stopwatch.OnSent(begun);
    }

    /// <summary>Sends a subtree's report in as many parts as its carried states need: one, if there are none.</summary>
    private void Report(ReplicaRequest.Compute compute, NodeSum sum, TimeSpan took)
    {
        long total = home.Replica.CarriedLength(sum.Node);
        long offset = 0;
        do
        {
            Payload part = home.Pool.Rent((int)Math.Min(Limits.PayloadBytesMax, total - offset));
            home.Replica.ReadCarried(sum.Node, offset, part.Span);
            compute.Coordinator.Tell(
                MessageChecks.Sealed(new ShardReport(
                    compute.Term,
                    compute.Step,
                    compute.PlanVersion,
                    sum.Node,
                    sum.Loss,
                    took,
                    digest,
                    offset,
                    total,
                    CarriedChecksum: 0,
                    Checksum: 0,
                    part)),
                self);
            offset += part.Length;
        }
        while (offset < total);
    }

    private ShardGroup GroupOf(IReadOnlyList<TreeNode> subtrees)
    {
        // What is lent is still being sent: another group computes meanwhile.
        int found = groups.FindIndex(entry => !entry.Group.IsLent && entry.Subtrees.SequenceEqual(subtrees));
        (IReadOnlyList<TreeNode> Subtrees, ShardGroup Group) wanted;
        if (found >= 0)
        {
            wanted = groups[found];
            groups.RemoveAt(found);
        }
        else
        {
            if (groups.Count == GroupsMax)
            {
                groups.RemoveAt(0);
            }

            wanted = (subtrees, home.Replica.CreateGroup(ShardsOf(subtrees), home.Slices));
        }

        groups.Add(wanted);
        return wanted.Group;
    }

    private static int[] ShardsOf(IReadOnlyList<TreeNode> subtrees) =>
        [.. subtrees.SelectMany(subtree => Enumerable.Range(subtree.FirstShard, subtree.ShardCount)).Order()];
}
