using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Covers;
using RnnCluster.Training.Members;

namespace RnnCluster.Training.Coordinating;

/// <summary>
/// The cluster's execution of one step: who owes which shards, what has been answered, what has been handed on. The
/// invariant: every shard that is not answered is owed by somebody, or nobody is there who could.
/// </summary>
internal sealed class Round
{
    private readonly int shards;
    private readonly SortedDictionary<NodeId, List<TreeNode>> owed = new(NodeId.Order);
    private readonly SortedSet<NodeId> doubled = new(NodeId.Order);

    /// <summary>How often each node's work on this step was in vain, because answers came damaged.</summary>
    private readonly SortedDictionary<NodeId, int> redone = new(NodeId.Order);

    public Round(int slices, int shards)
    {
        this.shards = shards;
        Slices = new SliceLedger(slices, shards);
        Reports = new ReportLedger(shards);
    }

    public Step Step { get; private set; }

    /// <summary>When the round began, or its shards were first given out.</summary>
    public TimeSpan Begun { get; private set; }

    public SliceLedger Slices { get; }

    public ReportLedger Reports { get; }

    /// <summary>Reports of which the last part has not come.</summary>
    public ReportParts Parts { get; } = new();

    /// <summary>Slices whose averages have been handed to the replicas.</summary>
    public int Averaged { get; private set; }

    /// <summary>Whether anything of this step was handed on: who begins to follow now would lack it.</summary>
    public bool HasHandedOn { get; private set; }

    /// <summary>Whether an answer of this step came damaged: then a report may come without all its sums.</summary>
    public bool HasDamage { get; private set; }

    /// <summary>Whether anybody ever owed anything: the plan of this round is fixed.</summary>
    public bool IsAssigned { get; private set; }

    public bool IsComplete(int slices) => Averaged == slices && Reports.IsComplete;

    public void Begin(Step step, TimeSpan now)
    {
        Step = step;
        Begun = now;
        Slices.Begin();
        Reports.Begin();
        Parts.Begin();
        owed.Clear();
        doubled.Clear();
        Averaged = 0;
        HasHandedOn = false;
        HasDamage = false;
        redone.Clear();
        IsAssigned = false;
    }

    public void Assign(NodeId node, IEnumerable<TreeNode> subtrees, TimeSpan now)
    {
        if (!IsAssigned)
        {
            IsAssigned = true;
            Begun = now;
        }

        if (!owed.TryGetValue(node, out List<TreeNode>? list))
        {
            owed[node] = list = [];
        }

        list.AddRange(subtrees);
    }

    /// <summary>What a node has been given and not answered, without what others have answered meanwhile.</summary>
    public IReadOnlyList<TreeNode> Owed(NodeId node) =>
        owed.TryGetValue(node, out List<TreeNode>? list) ? [.. list.Where(subtree => !IsAnswered(subtree))] : [];

    /// <summary>Whether a node is still busy with this round, as far as it has said.</summary>
    public bool IsBusy(NodeId node) => owed.TryGetValue(node, out List<TreeNode>? list) && list.Count > 0;

    /// <summary>A node's last word on a subtree has come: its slices came before.</summary>
    /// <returns>Whether the node owed it: if not, it has perhaps begun anew since, and lost what it reports.</returns>
    public bool OnReported(NodeId node, TreeNode subtree) =>
        owed.TryGetValue(node, out List<TreeNode>? list) && list.Remove(subtree);

    public void OnDamaged() => HasDamage = true;

    /// <summary>A node's work on a subtree was in vain.</summary>
    /// <returns>How often that was so in this step.</returns>
    public int OnInVain(NodeId node) => redone[node] = redone.GetValueOrDefault(node) + 1;

    public void Forgive(NodeId node) => owed.Remove(node);

    public void OnAveraged()
    {
        Averaged++;
        HasHandedOn = true;
    }

    public void OnHandedOn() => HasHandedOn = true;

    /// <summary>Marks a slow node's shards as given to a second one.</summary>
    /// <returns>False if they were before.</returns>
    public bool TryDouble(NodeId node) => doubled.Add(node);

    /// <summary>The shards that are neither answered nor owed by anybody.</summary>
    public IReadOnlyList<int> Orphans()
    {
        var held = new SortedSet<int>();
        foreach (TreeNode subtree in owed.Values.SelectMany(list => list))
        {
            held.UnionWith(Enumerable.Range(subtree.FirstShard, subtree.ShardCount));
        }

        return
        [
            .. Enumerable.Range(0, shards)
                .Where(shard => !held.Contains(shard) && !IsAnswered(new TreeNode(0, shard))),
        ];
    }

    /// <summary>
    /// Shares shards out: each adds one to whoever would finish it first, and who gets three gets three neighbours,
    /// because whole subtrees are fewer messages.
    /// </summary>
    public IReadOnlyList<Assignment> Share(
        IReadOnlyList<int> orphans, IReadOnlyList<(NodeId Node, double Speed)> candidates)
    {
        int[] given = new int[candidates.Count];
        int[] load = [.. candidates.Select(member => Owed(member.Node).Sum(subtree => subtree.ShardCount))];
        for (int count = 0; count < orphans.Count; count++)
        {
            int best = 0;
            for (int index = 1; index < given.Length; index++)
            {
                if (Finish(index) < Finish(best))
                {
                    best = index;
                }
            }

            given[best]++;
            load[best]++;
        }

        var assignments = new List<Assignment>();
        int shared = 0;
        for (int index = 0; index < given.Length; index++)
        {
            if (given[index] > 0)
            {
                IEnumerable<int> part = orphans.Skip(shared).Take(given[index]);
                assignments.Add(new Assignment(candidates[index].Node, Placement.Cover(part, shards)));
                shared += given[index];
            }
        }

        return assignments;

        double Finish(int index) => (load[index] + 1) / candidates[index].Speed;
    }

    public bool IsAnswered(TreeNode subtree) => Slices.Covers(subtree) && Reports.Covers(subtree);
}
