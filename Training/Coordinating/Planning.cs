using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Members;

namespace RnnCluster.Training.Coordinating;

/// <summary>
/// Which worker computes which shards, until the members change or a move makes the round enough shorter. The plan
/// changes between two rounds only; what moves within one is the round's (<see cref="Round"/>).
/// </summary>
/// <param name="options">What the coordinator goes by.</param>
internal sealed class Planning(CoordinatorOptions options)
{
    /// <summary>
    /// <see cref="Membership.Epoch"/> of the members that the plan was made for; -1 before the first.
    /// </summary>
    private long epoch = -1;

    /// <summary>
    /// Rounds since the shards were spread last: there are <c>RebalanceInterval</c> at least between two moves.
    /// </summary>
    private long rounds;

    /// <summary>An assignment for each worker that has shards; empty while the run waits or is paused.</summary>
    public IReadOnlyList<Assignment> Current { get; private set; } = [];

    /// <summary>Grows by one with each plan; 0 before the first.</summary>
    public long Version { get; private set; }

    /// <summary>How many shards a node has.</summary>
    /// <param name="node">The node.</param>
    public int ShardsOf(NodeId node) => Current.Where(assignment => assignment.Node == node)
        .Sum(assignment => assignment.Subtrees.Sum(subtree => subtree.ShardCount));

    /// <summary>The run waits: no worker has shards.</summary>
    /// <returns>Whether that is news.</returns>
    public bool TryWithdraw()
    {
        bool isNews = Current.Count > 0;
        if (isNews)
        {
            Become([]);
        }

        return isNews;
    }

    /// <summary>
    /// A round begins: spreads the shards anew if they must move, or if the round gets enough shorter by it.
    /// </summary>
    /// <param name="members">Who takes part.</param>
    /// <returns>Whether there is a new plan.</returns>
    public bool TryRevise(Membership members)
    {
        bool mustMove = epoch != members.Epoch || Current.Count == 0;
        bool isDue = mustMove || rounds >= options.RebalanceInterval;
        bool isNew = isDue && TrySpread(mustMove, members);
        rounds++;
        return isNew;
    }

    private bool TrySpread(bool mustMove, Membership members)
    {
        rounds = 0;
        IReadOnlyList<(NodeId Node, double Speed)> speeds = members.Speeds();
        IReadOnlyList<Assignment> next = Placement.Spread(options.Shards, speeds, Current);
        if (!mustMove && !IsWorthMoving(next, speeds, members))
        {
            return false;
        }

        epoch = members.Epoch;
        Become(next);
        return true;
    }

    private bool IsWorthMoving(
        IReadOnlyList<Assignment> next, IReadOnlyList<(NodeId Node, double Speed)> speeds, Membership members)
    {
        // A worker without shards is not measured: what was known of it gives way to what is usual.
        double usual = members.UsualSpeed();
        foreach (Member idle in members.Up.Where(
            member => Current.All(assignment => assignment.Node != member.Node)))
        {
            idle.Forget(usual);
        }

        return Placement.Makespan(Current, speeds) > options.RebalanceGain * Placement.Makespan(next, speeds);
    }

    private void Become(IReadOnlyList<Assignment> next)
    {
        Current = next;
        Version++;
    }
}
