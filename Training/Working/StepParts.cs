using System.Diagnostics;
using RnnCluster.Protocol;
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

    /// <summary>Of subtrees whose states have come in part: how many bytes, from 0 on without a gap.</summary>
    private readonly Dictionary<TreeNode, long> partly = [];

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
        partly.Clear();
        Closed = null;
    }

    /// <summary>Whether a part can belong to this run at all.</summary>
    /// <param name="part">An average or carried states, from the network.</param>
    public bool Fits(Message part) => part switch
    {
        SliceAverage average => average.Slice >= 0 && average.Slice < slices.Length,
        CarriedState states => carried.Contains(states.Subtree),
        _ => throw new UnreachableException(),
    };

    /// <summary>A slice's average has come.</summary>
    /// <param name="slice">A slice of this gradient.</param>
    /// <returns>False if it was here.</returns>
    public bool TryStore(int slice)
    {
        if (slices[slice])
        {
            return false;
        }

        slices[slice] = true;
        stored++;
        return true;
    }

    /// <summary>A part of carried states has come. With the last one they are here.</summary>
    /// <param name="part">Of a subtree of this run's shards.</param>
    /// <returns>False if it was here, or does not follow the part before.</returns>
    public bool TryCarry(CarriedState part)
    {
        long end = part.Offset + part.Payload.Length;
        if (carried.Covers(part.Subtree) || part.Offset != partly.GetValueOrDefault(part.Subtree))
        {
            return false;
        }

        if (end < part.Total)
        {
            partly[part.Subtree] = end;
            return true;
        }

        partly.Remove(part.Subtree);
        return TryCarry(part.Subtree);
    }

    /// <summary>The carried states of a subtree were computed here.</summary>
    /// <param name="subtree">A subtree of this run's shards.</param>
    /// <returns>False if they were here.</returns>
    public bool TryCarry(TreeNode subtree)
    {
        replaced.Clear();
        return carried.TryAccept(subtree, true, replaced);
    }

    public bool IsComplete(int amendments) =>
        Closed is not null && Closed.Amendments <= amendments && stored == slices.Length && carried.IsComplete;
}
