using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Watching;

/// <summary>The workers of a run, as their events tell them. Those that only coordinate are not among them.</summary>
internal sealed class WorkerPictures
{
    private const double Keep = 0.9;

    private readonly SortedDictionary<NodeId, Line> lines = new(NodeId.Order);

    /// <summary>All that ever joined, in the order of their names.</summary>
    public IReadOnlyList<WorkerPicture> All =>
    [
        .. lines.Where(pair => pair.Value.Computes).Select(pair => new WorkerPicture(
            pair.Key.Name,
            pair.Value.State,
            pair.Value.Shards,
            pair.Value.Total.Value > 0 ? TimeSpan.FromSeconds(pair.Value.Total.Value) : null,
            pair.Value.Total.Value > 0 ? pair.Value.Wait.Value / pair.Value.Total.Value : 0)),
    ];

    /// <summary>Takes note of an event.</summary>
    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case MemberJoined joined:
                lines[joined.Node] = new Line { Computes = joined.Threads > 0 };
                break;
            case MemberChanged changed when lines.TryGetValue(changed.Node, out Line? line):
                line.State = EventText.StateOf(changed);
                break;
            case PlanChanged plan:
                OnPlan(plan.Assignments);
                break;
            case StepMeasured measured when lines.TryGetValue(measured.Node, out Line? line):
                line.Add(measured.Times);
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
            if (lines.TryGetValue(assignment.Node, out Line? line))
            {
                line.Shards = assignment.Subtrees.Sum(subtree => subtree.ShardCount);
            }
        }
    }

    private sealed class Line
    {
        public bool Computes { get; init; }

        public string State { get; set; } = "joining";

        public int Shards { get; set; }

        public DecayingMean Total { get; } = new(Keep);

        public DecayingMean Wait { get; } = new(Keep);

        public void Add(StepTimes times)
        {
            TimeSpan busy = times.Data + times.Forward + times.Backward + times.Reduce + times.Apply;
            Total.Add((busy + times.Wait).TotalSeconds);
            Wait.Add(times.Wait.TotalSeconds);
        }
    }
}
