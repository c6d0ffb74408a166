using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Covers;

/// <summary>
/// The owner's book of one step: for each slice of the gradient, which subtrees have been answered. A slice whose cover
/// is complete is reduced at once, whatever the other slices wait for. Whoever owns slices keeps such a book: the
/// coordinator for all of them today.
/// </summary>
public sealed class SliceLedger
{
    private readonly int shards;
    private readonly SubtreeCover<SliceSum>?[] covers;
    private readonly List<SliceSum> replaced = [];

    /// <summary>Always empty: knows the form of the tree, also when a slice's cover is gone.</summary>
    private readonly SubtreeCover<SliceSum> form;

    /// <summary>Opens an empty book.</summary>
    /// <param name="slices">How many slices the gradient has.</param>
    /// <param name="shards">S.</param>
    public SliceLedger(int slices, int shards)
    {
        Ensure.That(slices >= 1);
        this.shards = shards;
        form = new SubtreeCover<SliceSum>(shards);
        covers = new SubtreeCover<SliceSum>?[slices];
        Begin();
    }

    /// <summary>Slices that are complete: their sums are on their way to be reduced, or are reduced.</summary>
    public int Completed { get; private set; }

    /// <summary>Whether every slice is complete.</summary>
    public bool IsComplete => Completed == covers.Length;

    /// <summary>Forgets everything: the next step.</summary>
    public void Begin()
    {
        foreach (SubtreeCover<SliceSum>? cover in covers)
        {
            Release(cover);
        }

        for (int slice = 0; slice < covers.Length; slice++)
        {
            covers[slice] = new SubtreeCover<SliceSum>(shards);
        }

        Completed = 0;
    }

    /// <summary>Whether a sum can belong to this gradient at all.</summary>
    /// <param name="sum">From the network.</param>
    public bool Fits(SliceSum sum) =>
        sum.Slice >= 0 && sum.Slice < covers.Length && form.Contains(sum.Subtree);

    /// <summary>Takes a sum of the current step, or releases it when all of it is known.</summary>
    /// <param name="sum">A sum that fits; from here on it is this book's.</param>
    /// <returns>
    /// The terms of its slice in shard order if it was the last one missing: the caller releases them after use.
    /// </returns>
    public IReadOnlyList<SliceSum>? Accept(SliceSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (covers[sum.Slice] is not { } cover || !cover.TryAccept(sum.Subtree, sum, replaced))
        {
            sum.Release();
            return null;
        }

        foreach (SliceSum smaller in replaced)
        {
            smaller.Release();
        }

        replaced.Clear();
        if (!cover.IsComplete)
        {
            return null;
        }

        covers[sum.Slice] = null;
        Completed++;
        return [.. cover.Accepted.Select(term => term.Value)];
    }

    /// <summary>Whether nobody needs to compute a subtree any more, as far as slices are concerned.</summary>
    /// <param name="subtree">A subtree of the tree.</param>
    public bool Covers(TreeNode subtree) => Array.TrueForAll(covers, cover => cover is null || cover.Covers(subtree));

    private static void Release(SubtreeCover<SliceSum>? cover)
    {
        foreach ((_, SliceSum sum) in cover?.Accepted ?? [])
        {
            sum.Release();
        }
    }
}
