using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Covers;

namespace RnnCluster.Training.Working;

/// <summary>What a replica holds of the current step: it can be applied when nothing is missing.</summary>
internal sealed class StepParts
{
    private readonly int shards;
    private readonly bool[] slices;
    private readonly List<bool> replaced = [];
    private SubtreeCover<bool> carried;
    private int stored;

    public StepParts(int slices, int shards)
    {
        this.shards = shards;
        this.slices = new bool[slices];
        carried = new SubtreeCover<bool>(shards);
    }

    /// <summary>The coordinator's word that the step has all its answers; null before.</summary>
    public RoundClosed? Closed { get; set; }

    public void Begin()
    {
        Array.Clear(slices);
        stored = 0;
        carried = new SubtreeCover<bool>(shards);
        Closed = null;
    }

    /// <summary>A slice's average has come.</summary>
    /// <returns>False if it was here, or is none of this gradient's.</returns>
    public bool TryStore(int slice)
    {
        if (slice < 0 || slice >= slices.Length || slices[slice])
        {
            return false;
        }

        slices[slice] = true;
        stored++;
        return true;
    }

    /// <summary>Carried states have come, or were computed here.</summary>
    /// <returns>False if they were here, or are none of this run's.</returns>
    public bool TryCarry(TreeNode subtree)
    {
        replaced.Clear();
        return carried.Contains(subtree) && carried.TryAccept(subtree, true, replaced);
    }

    public bool IsComplete(int amendments) =>
        Closed is not null && Closed.Amendments <= amendments && stored == slices.Length && carried.IsComplete;
}
