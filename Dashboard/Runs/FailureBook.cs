using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.History;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Runs;

/// <summary>
/// Failures from the moment at which they were found to the next update: what moved, how long it took, what was lost.
/// </summary>
internal sealed class FailureBook(EventLog log)
{
    /// <summary>As many as there may be nodes; one more closes the oldest as it stands.</summary>
    private const int OpenMax = 1024;

    private readonly List<Open> open = [];

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    public bool IsEmpty => open.Count == 0;

    /// <summary>Sets the count of an execution before this one.</summary>
    public void Restore(long count) => Count = count;

    /// <summary>A node that was up is gone.</summary>
    /// <param name="at">When that was found.</param>
    /// <param name="now">The same on the process's clock.</param>
    /// <param name="step">The last step that was made.</param>
    /// <param name="node">The node.</param>
    /// <param name="text">What happened, for people.</param>
    /// <param name="silence">How long ago it was last heard of.</param>
    /// <param name="shards">Which shards it held.</param>
    public void OnFound(
        DateTimeOffset at,
        TimeSpan now,
        long step,
        NodeId node,
        string text,
        TimeSpan silence,
        IReadOnlyList<int> shards)
    {
        Count++;
        var failure = new FailureView(silence.TotalSeconds, RecoveredAfter: null, StepsLost: 0, ShardsMoved: 0);
        EventView view = log.Add(
            at, EventKinds.Failure, EventKinds.SeverityError, step, node.Name, text, failure);
        if (open.Count == OpenMax)
        {
            open.RemoveAt(0);
        }

        open.Add(new Open(view, node, now, shards));
    }

    /// <summary>Shards of a node were given to another within the step.</summary>
    public void OnMoved(NodeId from, int shards)
    {
        foreach (Open failure in open.Where(failure => failure.Node == from))
        {
            failure.Moved += shards;
        }
    }

    /// <summary>An update was made.</summary>
    /// <param name="now">When.</param>
    /// <param name="step">The step that it led to.</param>
    /// <param name="highest">The highest step before.</param>
    /// <param name="ownerOf">Who holds a shard now.</param>
    /// <returns>The events as they read now.</returns>
    public IReadOnlyList<EventView> OnStep(TimeSpan now, long step, long highest, Func<int, NodeId?> ownerOf)
    {
        if (open.Count == 0)
        {
            return [];
        }

        var closed = new List<EventView>(open.Count);
        foreach (Open failure in open)
        {
            // Where nothing moved within the step, the next plan has moved what it moved.
            int moved = failure.Moved > 0
                ? failure.Moved
                : failure.Shards.Count(shard => ownerOf(shard) != failure.Node);
            EventView view = failure.View with
            {
                Failure = failure.View.Failure! with
                {
                    RecoveredAfter = Math.Max(0, (now - failure.Found).TotalSeconds),
                    StepsLost = Math.Max(0, highest - step + 1),
                    ShardsMoved = moved,
                },
            };
            log.Replace(view);
            closed.Add(view);
        }

        open.Clear();
        return closed;
    }

    private sealed class Open(EventView view, NodeId node, TimeSpan found, IReadOnlyList<int> shards)
    {
        public EventView View => view;

        public NodeId Node => node;

        public TimeSpan Found => found;

        public IReadOnlyList<int> Shards => shards;

        public int Moved { get; set; }
    }
}
