using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>
/// The order in which node sums become the root's: whenever two siblings are there, the right one is added to the left
/// one, and the parent takes the left one's place. The order of arrival does not matter, because the tree fixes who is
/// added to whom.
/// </summary>
internal sealed class ShardCover
{
    private readonly NodeSum[] sums;
    private readonly bool[] found;
    private readonly (int Target, int Addend)[] merges;

    /// <summary>Plans the merges.</summary>
    /// <param name="sums">Sums that cover every shard exactly once, in any order.</param>
    /// <param name="root">The root of the shard tree.</param>
    public ShardCover(IEnumerable<NodeSum> sums, TreeNode root)
    {
        this.sums = [.. sums.OrderBy(sum => sum.Node.FirstShard)];
        found = new bool[this.sums.Length];
        var planned = new List<(int Target, int Addend)>();
        var waiting = new Stack<(TreeNode Node, int Index)>();
        for (int index = 0; index < this.sums.Length; index++)
        {
            (TreeNode Node, int Index) top = (this.sums[index].Node, index);
            while (!top.Node.IsLeft && waiting.TryPop(out (TreeNode Node, int Index) left))
            {
                Ensure.That(left.Node.Parent == top.Node.Parent && left.Node.IsLeft);
                planned.Add((left.Index, top.Index));
                top = (left.Node.Parent, left.Index);
            }

            waiting.Push(top);
        }

        Ensure.That(waiting.Count == 1 && waiting.Peek().Node == root);
        Ensure.That(planned.TrueForAll(merge => !this.sums[merge.Target].IsReadOnly));
        merges = [.. planned];
    }

    /// <summary>Whether the cover was planned for these very sums. Allocates nothing.</summary>
    /// <param name="others">Sums in any order; one that is there twice makes it false.</param>
    public bool IsOf(IReadOnlyList<NodeSum> others)
    {
        if (others.Count != sums.Length)
        {
            return false;
        }

        Array.Clear(found);
        for (int index = 0; index < others.Count; index++)
        {
            int place = Array.IndexOf(sums, others[index]);
            if (place < 0 || found[place])
            {
                return false;
            }

            found[place] = true;
        }

        return true;
    }

    /// <summary>Adds the losses along the tree.</summary>
    /// <returns>The root's loss.</returns>
    public double SumLosses()
    {
        foreach ((int target, int addend) in merges)
        {
            sums[target].Loss += sums[addend].Loss;
        }

        return Root.Loss;
    }

    /// <summary>Whose buffers hold the root's sum after the merges.</summary>
    public NodeSum Root => sums[0];

    /// <summary>How many additions of whole sums there are.</summary>
    public int Merges => merges.Length;

    /// <summary>The sums of one addition: the right one is added to the left one.</summary>
    /// <param name="merge">0 .. <see cref="Merges"/> - 1, in this order.</param>
    public (NodeSum Target, NodeSum Addend) this[int merge] =>
        (sums[merges[merge].Target], sums[merges[merge].Addend]);
}
