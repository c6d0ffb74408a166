using RnnCluster.Shared;
using RnnCluster.Training.Members;

namespace RnnCluster.Training.Coordinating;

/// <content>
/// What the cluster says of processes. A member is needed to get shards; that it is not heard costs it those that it
/// owes, and nothing else: whether it works shows what it sends.
/// </content>
public sealed partial class CoordinatorMachine
{
    /// <summary>Members of the cluster: as many as the cluster has, whether they have joined the run or not.</summary>
    private readonly SortedDictionary<NodeId, long> clustered = new(NodeId.Order);

    private void OnMemberSeen(CoordinatorInput.MemberSeen seen, List<CoordinatorEffect> effects)
    {
        clustered[seen.Node] = seen.Incarnation;
        if (Find(seen.Node, seen.Incarnation) is { } member)
        {
            member.IsUnreachable = false;
            if (!ending.IsOver)
            {
                MaybeBecomeUp(member, effects);
            }
        }
    }

    private void OnMemberUnreachable(CoordinatorInput.MemberUnreachable silent, List<CoordinatorEffect> effects)
    {
        if (Find(silent.Node, silent.Incarnation) is not { } member)
        {
            return;
        }

        member.IsUnreachable = true;
        if (!ending.IsOver)
        {
            BecomeSuspected(member, "unreachable", effects);
        }
    }

    private void OnMemberReachable(CoordinatorInput.MemberReachable heard, List<CoordinatorEffect> effects)
    {
        if (Find(heard.Node, heard.Incarnation) is { } member)
        {
            member.IsUnreachable = false;
            MaybeTrustAgain(member, member.Applied, effects);
        }
    }

    /// <summary>A connection that outlived its membership is closed: the worker dials, and joins both anew.</summary>
    private void OnMemberRemoved(CoordinatorInput.MemberRemoved removed, List<CoordinatorEffect> effects)
    {
        if (clustered.GetValueOrDefault(removed.Node) == removed.Incarnation)
        {
            clustered.Remove(removed.Node);
        }

        if (Find(removed.Node, removed.Incarnation) is { } member)
        {
            BecomeDown(member, "removed from the cluster", effects);
            effects.Add(new CoordinatorEffect.Disconnect(member.Node, "removed from the cluster"));
        }
    }

    /// <summary>Whether the cluster knows the process, where there is a cluster.</summary>
    private bool IsMember(Member member) =>
        member.IsLocal
        || !options.IsClustered
        || (clustered.TryGetValue(member.Node, out long nonce) && nonce == member.Joined.Incarnation);

    private Member? Find(NodeId node, long incarnation) =>
        members.Find(node) is { IsLocal: false } member && member.Joined.Incarnation == incarnation ? member : null;
}
