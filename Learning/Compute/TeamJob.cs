namespace RnnCluster.Learning.Compute;

/// <summary>Work that every member of a <see cref="ComputeTeam"/> takes a part of.</summary>
public abstract class TeamJob
{
    /// <summary>Does one member's part. Which part is whose must not change a bit of the result.</summary>
    /// <param name="member">0 .. <paramref name="members"/> - 1.</param>
    /// <param name="members">Members of the team.</param>
    public abstract void Run(int member, int members);

    /// <summary>An even share of some items, in order.</summary>
    /// <param name="member">Whose share.</param>
    /// <param name="members">Members of the team.</param>
    /// <param name="items">How many items there are.</param>
    protected static (int First, int Count) Share(int member, int members, int items)
    {
        int first = (int)((long)member * items / members);
        return (first, (int)((long)(member + 1) * items / members) - first);
    }
}
