namespace RnnCluster.Node.Membership;

/// <summary>What <see cref="DowningRules"/> want done.</summary>
internal abstract record DowningEffect
{
    private DowningEffect()
    {
    }

    /// <summary>Connect to a member's port, several times, and say whether all of them were refused.</summary>
    /// <param name="Member">The member.</param>
    public sealed record Ask(ClusterAddress Member) : DowningEffect;

    /// <summary>Tell the cluster that a member is down.</summary>
    /// <param name="Member">The member.</param>
    /// <param name="Reason">Why, for a person.</param>
    public sealed record Down(ClusterAddress Member, string Reason) : DowningEffect;
}
