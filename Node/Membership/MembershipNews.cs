using RnnCluster.Protocol.Health;
using RnnCluster.Shared;

namespace RnnCluster.Node.Membership;

/// <summary>News of the cluster for a run's actors.</summary>
public abstract record MembershipNews
{
    private MembershipNews()
    {
    }

    /// <summary>To a coordinator: a process is a member.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Incarnation">Its nonce.</param>
    public sealed record Seen(NodeId Node, long Incarnation) : MembershipNews;

    /// <summary>To a coordinator: a member is not heard.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Incarnation">Its nonce.</param>
    public sealed record Unreachable(NodeId Node, long Incarnation) : MembershipNews;

    /// <summary>To a coordinator: a member is heard again.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Incarnation">Its nonce.</param>
    public sealed record Reachable(NodeId Node, long Incarnation) : MembershipNews;

    /// <summary>To a coordinator: a process is a member no more.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Incarnation">Its nonce.</param>
    public sealed record Removed(NodeId Node, long Incarnation) : MembershipNews;

    /// <summary>To a coordinator: a member has said how it is.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Report">What it said.</param>
    public sealed record Reported(NodeId Node, Heartbeat Report) : MembershipNews;

    /// <summary>To a worker: its coordinator is not heard.</summary>
    public sealed record CoordinatorUnreachable : MembershipNews;

    /// <summary>To a worker: its coordinator is heard, again or from the beginning.</summary>
    public sealed record CoordinatorReachable : MembershipNews;

    /// <summary>To a worker: its coordinator has answered a report.</summary>
    /// <param name="RoundTrip">How long report and answer took.</param>
    public sealed record Answered(TimeSpan RoundTrip) : MembershipNews;
}
