using RnnCluster.Shared;
using RnnCluster.Training.Coordinating;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>
/// What Akka.Cluster would tell the coordinator of the workers' processes, drawn by the seed: who is a member, who is
/// not heard, rightly or not, and who is removed.
/// </summary>
internal sealed class SimulatedMembers(Draws draws, Action<CoordinatorInput> tell)
{
    private static readonly TimeSpan UnreachableAfter = TimeSpan.FromSeconds(1.4);
    private static readonly TimeSpan RemovedAfter = TimeSpan.FromSeconds(9);

    private readonly SortedDictionary<NodeId, Known> known = new(NodeId.Order);

    /// <summary>Whether good members may be called unreachable.</summary>
    public bool IsFaulty { get; set; } = true;

    public void Advance(TimeSpan now, IReadOnlyList<SimulatedNode> alive)
    {
        foreach ((NodeId node, Known member) in known.ToArray())
        {
            if (!alive.Any(other => other.Node == node && other.Options.Self.Incarnation == member.Incarnation)
                && draws.OnceIn(2))
            {
                Remove(node, member);
            }
        }

        foreach (SimulatedNode node in alive)
        {
            Look(now, node);
        }
    }

    private void Look(TimeSpan now, SimulatedNode node)
    {
        long incarnation = node.Options.Self.Incarnation;
        if (!known.TryGetValue(node.Node, out Known? member))
        {
            if (!node.IsFrozen && draws.OnceIn(2))
            {
                known.Add(node.Node, new Known(incarnation) { HeardAt = now });
                tell(new CoordinatorInput.MemberSeen(node.Node, incarnation));
            }

            return;
        }

        if (member.Incarnation != incarnation)
        {
            // The start before is not removed yet.
            return;
        }

        member.HeardAt = node.IsFrozen ? member.HeardAt : now;
        bool isUnheard = now - member.HeardAt > UnreachableAfter || (IsFaulty && draws.OnceIn(200));
        if (now - member.HeardAt > RemovedAfter)
        {
            Remove(node.Node, member);
        }
        else if (isUnheard != member.IsUnheard)
        {
            member.IsUnheard = isUnheard;
            tell(isUnheard
                ? new CoordinatorInput.MemberUnreachable(node.Node, incarnation)
                : new CoordinatorInput.MemberReachable(node.Node, incarnation));
        }
    }

    private void Remove(NodeId node, Known member)
    {
        known.Remove(node);
        tell(new CoordinatorInput.MemberRemoved(node, member.Incarnation));
    }

    private sealed class Known(long incarnation)
    {
        public long Incarnation => incarnation;

        public TimeSpan HeardAt { get; set; }

        public bool IsUnheard { get; set; }
    }
}
