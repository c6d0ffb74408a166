using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Standing;

/// <summary>
/// Where a run stands, folded from its events: the one place that decides whether a run waits or runs, and what a
/// failure is. The page and the metrics both show it. It has no clock and does not lock: one reader of events owns it.
/// </summary>
/// <param name="first">The step at which this execution of the run begins.</param>
public sealed class RunStanding(Step first)
{
    /// <summary>
    /// Nodes whose state is remembered: as many as a plan can name. Above it one that is down is forgotten, or else the
    /// first by name: its next loss is then not counted.
    /// </summary>
    public const int NodesMax = Limits.NodesMax;

    private readonly SortedDictionary<NodeId, MemberState> nodes = new(NodeId.Order);
    private readonly StepCount steps = new(first);
    private bool isPaused;

    /// <inheritdoc cref="StepCount.Step"/>
    public Step Step => steps.Step;

    /// <inheritdoc cref="StepCount.Highest"/>
    public Step Highest => steps.Highest;

    /// <inheritdoc cref="StepCount.Made"/>
    public long StepsMade => steps.Made;

    /// <inheritdoc cref="StepCount.Lost"/>
    public long StepsLost => steps.Lost;

    /// <summary>Shards that were given to others because their node was lost.</summary>
    public long ReassignedShards { get; private set; }

    /// <summary>Shards that were given to a second node because the first was slow.</summary>
    public long SpeculatedShards { get; private set; }

    /// <summary>
    /// Nodes that were taken in and then were suspected or down, while the run went on. A suspected node that then goes
    /// down is the same failure. One that drained is none.
    /// </summary>
    public long Failures { get; private set; }

    /// <summary>Warnings that were given.</summary>
    public long Warnings { get; private set; }

    /// <summary>Checkpoints that were written.</summary>
    public long Checkpoints { get; private set; }

    /// <summary>The newest step's event; null before the first.</summary>
    public StepCompleted? Last { get; private set; }

    /// <summary>The newest validation; null before the first.</summary>
    public RunValidated? Validated { get; private set; }

    /// <summary>How it ended; null as long as it goes on.</summary>
    public RunStopped? Stopped { get; private set; }

    /// <summary>What it waits for workers with; null if it has enough.</summary>
    public RunWaiting? Waiting { get; private set; }

    /// <summary>Whether shards were ever given out, or a step was made.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What it is doing. The end comes before a pause, a pause before a lack of workers.</summary>
    public RunState State => Stopped switch
    {
        { IsComplete: true } => RunState.Completed,
        { StateHash.Length: > 0 } => RunState.Stopped,
        not null => RunState.Failed,
        null when isPaused => RunState.Paused,
        null when Waiting is not null || !HasBegun => RunState.Waiting,
        null => RunState.Running,
    };

    /// <summary>Whether it is over.</summary>
    public bool IsOver => Stopped is not null;

    /// <summary>The state of a node; null if it is not known.</summary>
    /// <param name="node">The node.</param>
    public MemberState? StateOf(NodeId node) => nodes.TryGetValue(node, out MemberState state) ? state : null;

    /// <summary>Takes an event.</summary>
    /// <param name="happened">What happened.</param>
    /// <returns>Whether it is a failure: a node was lost.</returns>
    public bool Advance(RunEvent happened)
    {
        switch (happened)
        {
            case StepCompleted step:
                Last = step;
                HasBegun = true;
                steps.Add(step.Step);
                break;
            case PlanChanged plan:
                HasBegun |= plan.Assignments.Count > 0;
                break;
            case MemberJoined joined:
                Become(joined.Node, MemberState.Joining);
                break;
            case MemberChanged changed:
                return OnChanged(changed);
            case ShardsMoved moved:
                OnMoved(moved);
                break;
            case RunValidated validated:
                Validated = validated;
                break;
            case CheckpointWritten:
                Checkpoints++;
                break;
            case RunWarned:
                Warnings++;
                break;
            case RunWaiting waits:
                Waiting = waits.IsWaiting ? waits : null;
                break;
            case RunPaused paused:
                isPaused = paused.IsPaused;
                break;
            case RunStopped stopped:
                Stopped = stopped;
                break;
            default:
                // Where a run stands does not depend on it.
                break;
        }

        return false;
    }

    private bool OnChanged(MemberChanged changed)
    {
        MemberState? before = StateOf(changed.Node);
        Become(changed.Node, changed.State);
        bool isFailure = !IsOver
            && changed.State is MemberState.Suspected or MemberState.Down
            && before is MemberState.Joining or MemberState.Syncing or MemberState.Up;
        Failures += isFailure ? 1 : 0;
        return isFailure;
    }

    private void OnMoved(ShardsMoved moved)
    {
        int shards = moved.Subtrees.Sum(subtree => subtree.ShardCount);
        switch (moved.Reason)
        {
            case AssignmentReason.Reassigned:
                ReassignedShards += shards;
                break;
            case AssignmentReason.Speculated:
                SpeculatedShards += shards;
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Become(NodeId node, MemberState state)
    {
        if (nodes.Count == NodesMax && !nodes.ContainsKey(node))
        {
            NodeId gone = nodes.Keys.First();
            foreach ((NodeId other, MemberState its) in nodes)
            {
                if (its == MemberState.Down)
                {
                    gone = other;
                    break;
                }
            }

            nodes.Remove(gone);
        }

        nodes[node] = state;
    }
}
