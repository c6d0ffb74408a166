using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Members;

/// <summary>
/// Which worker computes which shards: in proportion to measured speed, whole subtrees first (a worker sends one vector
/// for each), and whoever holds a shard keeps it where that is possible. A function of its arguments.
/// </summary>
public static class Placement
{
    /// <summary>Spreads all shards.</summary>
    /// <param name="shards">S.</param>
    /// <param name="workers">Who computes, in the order of nodes, each with its speed above 0; at least one.</param>
    /// <param name="current">Who holds what now.</param>
    /// <returns>An assignment for each worker that gets something, in <paramref name="workers"/>' order.</returns>
    public static IReadOnlyList<Assignment> Spread(
        int shards, IReadOnlyList<(NodeId Node, double Speed)> workers, IReadOnlyList<Assignment> current)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentNullException.ThrowIfNull(current);
        int[] targets = Targets(shards, workers);
        var free = new SortedSet<int>(Enumerable.Range(0, shards));
        List<int>[] held = [.. workers.Select(_ => new List<int>())];
        for (int worker = 0; worker < workers.Count; worker++)
        {
            Assignment? before = current.FirstOrDefault(assignment => assignment.Node == workers[worker].Node);
            foreach (TreeNode subtree in (before?.Subtrees ?? []).OrderByDescending(subtree => subtree.Level))
            {
                Take(subtree.FirstShard, Math.Min(subtree.ShardCount, targets[worker] - held[worker].Count), worker);
            }
        }

        foreach (int worker in Enumerable.Range(0, workers.Count).OrderByDescending(worker => targets[worker]))
        {
            while (held[worker].Count < targets[worker])
            {
                TreeNode block = LargestFree(free, shards, targets[worker] - held[worker].Count);
                Take(block.FirstShard, block.ShardCount, worker);
            }
        }

        return
        [
            .. Enumerable.Range(0, workers.Count)
                .Where(worker => held[worker].Count > 0)
                .Select(worker => new Assignment(workers[worker].Node, Cover(held[worker], shards))),
        ];

        void Take(int first, int count, int worker)
        {
            for (int shard = first; shard < first + count; shard++)
            {
                if (free.Remove(shard))
                {
                    held[worker].Add(shard);
                }
            }
        }
    }

    /// <summary>The maximal aligned subtrees of a set of shards.</summary>
    /// <param name="held">Shards in any order.</param>
    /// <param name="shards">S.</param>
    public static IReadOnlyList<TreeNode> Cover(IEnumerable<int> held, int shards) =>
        TreeNode.Cover([.. held.Order()], shards);

    /// <summary>The time of a round relative to one shard per unit of speed: that of the slowest worker.</summary>
    /// <param name="assignments">Who computes what.</param>
    /// <param name="speeds">Shards per second of each worker.</param>
    public static double Makespan(
        IReadOnlyList<Assignment> assignments, IReadOnlyList<(NodeId Node, double Speed)> speeds)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        return assignments.Select(assignment => assignment.Subtrees.Sum(subtree => subtree.ShardCount)
            / speeds.First(worker => worker.Node == assignment.Node).Speed).DefaultIfEmpty(0).Max();
    }

    /// <summary>Gives one shard after the other to whoever would finish it first: the shortest round.</summary>
    private static int[] Targets(int shards, IReadOnlyList<(NodeId Node, double Speed)> workers)
    {
        int[] targets = new int[workers.Count];
        for (int shard = 0; shard < shards; shard++)
        {
            int best = 0;
            for (int worker = 1; worker < targets.Length; worker++)
            {
                if ((targets[worker] + 1) / workers[worker].Speed < (targets[best] + 1) / workers[best].Speed)
                {
                    best = worker;
                }
            }

            targets[best]++;
        }

        return targets;
    }

    private static TreeNode LargestFree(SortedSet<int> free, int shards, int sizeMax)
    {
        for (int level = TreeNode.Root(shards).Level; ; level--)
        {
            if (1 << level > sizeMax)
            {
                continue;
            }

            for (int index = 0; index < shards >> level; index++)
            {
                var block = new TreeNode(level, index);
                if (Enumerable.Range(block.FirstShard, block.ShardCount).All(free.Contains))
                {
                    return block;
                }
            }
        }
    }
}
