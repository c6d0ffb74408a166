using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Standing;

namespace RnnCluster.Cli.Watching;

/// <summary>The workers of a run. Those that only coordinate are not among them.</summary>
internal sealed class WorkerPictures
{
    private const double Keep = 0.9;

    private readonly SortedDictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>All that ever joined, in the order of their names.</summary>
    public IReadOnlyList<WorkerPicture> All =>
    [
        .. lines.Where(pair => pair.Value.Computes).Select(pair => new WorkerPicture(
            pair.Key,
            pair.Value.State,
            pair.Value.Shards,
            pair.Value.Total.Value > 0 ? TimeSpan.FromSeconds(pair.Value.Total.Value) : null,
            pair.Value.Total.Value > 0 ? pair.Value.Wait.Value / pair.Value.Total.Value : 0)),
    ];

    /// <summary>Takes note of a node as it is now.</summary>
    public void Set(string name, bool computes, string state, int shards)
    {
        if (!lines.TryGetValue(name, out Line? line))
        {
            lines.Add(name, line = new Line());
        }

        (line.Computes, line.State, line.Shards) = (computes, state, shards);
    }

    /// <summary>Takes note of a node's step.</summary>
    /// <param name="name">The node.</param>
    /// <param name="seconds">How long it took, waiting included.</param>
    /// <param name="waiting">How much of that it waited, in seconds.</param>
    public void Measure(string name, double seconds, double waiting)
    {
        if (lines.TryGetValue(name, out Line? line))
        {
            line.Total.Add(seconds);
            line.Wait.Add(waiting);
        }
    }

    /// <summary>Takes note of an event.</summary>
    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case MemberJoined joined:
                lines[joined.Node.Name] = new Line { Computes = joined.Threads > 0 };
                break;
            case MemberChanged changed when lines.TryGetValue(changed.Node.Name, out Line? line):
                line.State = StateWords.Of(changed.State);
                break;
            case PlanChanged plan:
                OnPlan(plan.Assignments);
                break;
            case StepMeasured { Times: var times, Node: var node }:
                TimeSpan busy = times.Data + times.Forward + times.Backward + times.Reduce + times.Apply;
                Measure(node.Name, (busy + times.Wait).TotalSeconds, times.Wait.TotalSeconds);
                break;
            default:
                break;
        }
    }

    private void OnPlan(IReadOnlyList<Assignment> assignments)
    {
        foreach (Line line in lines.Values)
        {
            line.Shards = 0;
        }

        foreach (Assignment assignment in assignments)
        {
            if (lines.TryGetValue(assignment.Node.Name, out Line? line))
            {
                line.Shards = assignment.Subtrees.Sum(subtree => subtree.ShardCount);
            }
        }
    }

    private sealed class Line
    {
        public bool Computes { get; set; }

        public string State { get; set; } = StateWords.Of(MemberState.Joining);

        public int Shards { get; set; }

        public DecayingMean Total { get; } = new(Keep);

        public DecayingMean Wait { get; } = new(Keep);
    }
}
