using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Training.Members;

/// <summary>
/// Who takes part. Each change of a node's part is an event; <see cref="Epoch"/> grows with every change that a plan
/// must follow.
/// </summary>
public sealed class Membership
{
    private readonly SortedDictionary<NodeId, Member> members = new(NodeId.Order);
    private readonly SortedSet<NodeId> seen = new(NodeId.Order);

    /// <summary>
    /// When nodes were lost that did not say that they go and have not come back; who was lost too long ago is dropped.
    /// </summary>
    private readonly SortedDictionary<NodeId, TimeSpan> missing = new(NodeId.Order);

    /// <summary>Grows whenever a worker begins or ceases to be up.</summary>
    public long Epoch { get; private set; }

    /// <summary>Different workers that were ever up.</summary>
    public int WorkersSeen => seen.Count;

    /// <summary>All nodes that are not down, in the order of their names.</summary>
    public IEnumerable<Member> All => members.Values;

    /// <summary>The nodes that compute.</summary>
    public IEnumerable<Member> Up => members.Values.Where(member => member.State == MemberState.Up && member.Computes);

    /// <summary>The nodes that get averaged gradients.</summary>
    public IEnumerable<Member> Followers => members.Values.Where(member => member.Follows);

    /// <summary>A node that is not down.</summary>
    /// <param name="node">Its name.</param>
    /// <returns>Null if there is none.</returns>
    public Member? Find(NodeId node) => members.GetValueOrDefault(node);

    /// <summary>Takes a node in; an earlier start of it must be gone.</summary>
    /// <param name="joined">What it said.</param>
    /// <param name="now">The time.</param>
    /// <param name="isLocal">Whether it lives in the coordinator's process.</param>
    /// <param name="computes">Whether it may be given shards.</param>
    public Member Add(JoinRequest joined, TimeSpan now, bool isLocal, bool computes)
    {
        ArgumentNullException.ThrowIfNull(joined);
        var member = new Member(joined, now, isLocal, computes);
        members.Add(joined.Node, member);
        missing.Remove(joined.Node);
        return member;
    }

    /// <summary>Notes that a node was lost without a word of it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="now">The time.</param>
    /// <param name="patience">Nobody will ask for those who were lost longer ago.</param>
    public void Miss(NodeId node, TimeSpan now, TimeSpan patience)
    {
        foreach (NodeId old in missing.Where(pair => pair.Value < now - patience).Select(pair => pair.Key).ToArray())
        {
            missing.Remove(old);
        }

        missing[node] = now;
    }

    /// <summary>Nodes that were lost without a word, or are silent now, in the order of their names.</summary>
    /// <param name="since">Those that were lost earlier are left out.</param>
    public IReadOnlyList<NodeId> MissingSince(TimeSpan since) =>
    [
        .. missing.Where(pair => pair.Value >= since).Select(pair => pair.Key)
            .Concat(members.Values.Where(member => member.State == MemberState.Suspected).Select(member => member.Node))
            .Order(NodeId.Order),
    ];

    /// <summary>Changes a node's part.</summary>
    /// <param name="member">The node.</param>
    /// <param name="state">Its new part; <see cref="MemberState.Down"/> forgets it.</param>
    /// <param name="reason">One sentence for a person.</param>
    /// <param name="now">The time.</param>
    /// <returns>The event, or null if that was its part already.</returns>
    public MemberChanged? Become(Member member, MemberState state, string reason, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (member.State == state)
        {
            return null;
        }

        bool counted = member.State == MemberState.Up;
        member.State = state;
        if (counted || state == MemberState.Up)
        {
            Epoch++;
        }

        if (state == MemberState.Up && member.Computes)
        {
            seen.Add(member.Node);
        }

        if (state == MemberState.Down)
        {
            members.Remove(member.Node);
        }

        TimeSpan silence = member.IsLocal ? TimeSpan.Zero : now - member.LastHeard;
        return new MemberChanged(member.Node, member.Joined.Incarnation, state, reason, silence);
    }

    /// <summary>The speeds of the nodes that compute; who was not measured yet counts as usual.</summary>
    public IReadOnlyList<(NodeId Node, double Speed)> Speeds()
    {
        double usual = UsualSpeed();
        return [.. Up.Select(member => (member.Node, member.Speed > 0 ? member.Speed : usual))];
    }

    /// <summary>The median of the measured speeds of the nodes that compute, or 1.</summary>
    public double UsualSpeed()
    {
        double[] measured = [.. Up.Where(member => member.Speed > 0).Select(member => member.Speed).Order()];
        return measured.Length == 0 ? 1 : measured[measured.Length / 2];
    }
}
