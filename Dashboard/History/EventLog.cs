using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.History;

/// <summary>What happened, in words: the newest of everything, and longer what a person looks for afterwards.</summary>
internal sealed class EventLog
{
    /// <summary>The newest of any kind: an hour at more than one a second. At about 300 bytes each, 1.5 MB.</summary>
    public const int NewestMax = 5000;

    /// <summary>Older failures, operators' deeds and ends: two years at three a day. 0.6 MB.</summary>
    public const int KeptMax = 2000;

    /// <summary>A longer text is cut: it is a line on a screen, and bounds the memory.</summary>
    public const int TextLengthMax = 500;

    private readonly Queue<EventView> newest = new();
    private readonly Queue<EventView> kept = new();

    /// <summary>The number of the last event; 0 without one.</summary>
    public long LastNumber { get; private set; }

    /// <summary>All that is there, oldest first.</summary>
    public IEnumerable<EventView> All => kept.Concat(newest);

    /// <summary>Adds an event and gives it its number.</summary>
    public EventView Add(
        DateTimeOffset at,
        string kind,
        string severity,
        long step,
        string? node,
        string text,
        FailureView? failure = null)
    {
        string line = text.Length <= TextLengthMax ? text : string.Concat(text.AsSpan(0, TextLengthMax), "...");
        var view = new EventView(LastNumber + 1, at, kind, severity, step, node, line, failure);
        Append(view);
        return view;
    }

    /// <summary>Adds an event that has its number, greater than all before.</summary>
    public void Append(EventView view)
    {
        LastNumber = view.Number;
        newest.Enqueue(view);
        if (newest.Count > NewestMax)
        {
            EventView oldest = newest.Dequeue();
            if (oldest.Kind is EventKinds.Failure or EventKinds.Operator or EventKinds.Stopped)
            {
                kept.Enqueue(oldest);
                if (kept.Count > KeptMax)
                {
                    kept.Dequeue();
                }
            }
        }
    }

    /// <summary>Puts an event in the place of the one with its number, if that is still there.</summary>
    public void Replace(EventView view)
    {
        Replace(kept, view);
        Replace(newest, view);
    }

    /// <summary>The newest events that are wanted, newest last.</summary>
    /// <param name="after">Only those with a greater number.</param>
    /// <param name="kinds">Only these kinds; null for all.</param>
    /// <param name="node">Only of this node; null for all.</param>
    /// <param name="limit">How many at most.</param>
    public IReadOnlyList<EventView> Query(long after, IReadOnlyCollection<string>? kinds, string? node, int limit) =>
    [
        .. All.Where(view => view.Number > after
                && (kinds is null || kinds.Contains(view.Kind))
                && (node is null || view.Node == node))
            .TakeLast(limit),
    ];

    private static void Replace(Queue<EventView> queue, EventView view)
    {
        for (int count = queue.Count; count > 0; count--)
        {
            EventView old = queue.Dequeue();
            queue.Enqueue(old.Number == view.Number ? view : old);
        }
    }
}
