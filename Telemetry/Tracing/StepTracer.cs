using System.Diagnostics;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Telemetry.Events;
using RnnCluster.Telemetry.Metrics;

namespace RnnCluster.Telemetry.Tracing;

/// <summary>
/// Makes spans of steps, when somebody listens: one trace a step, from update to update, and in it one span for each
/// phase of each node.
/// </summary>
/// <remarks>
/// The lengths of phases are measured where they happen; clocks of nodes are not compared, so their places are laid
/// out: one after the other from the step's begin. What a node sends while it computes begins with its backward pass
/// and lies beside it.
/// </remarks>
internal sealed class StepTracer : IDisposable
{
    /// <summary>
    /// Steps whose nodes may still report: reports come within the next step or the one after it. A report of an older
    /// one is left out.
    /// </summary>
    private const int StepsMax = 8;

    /// <summary>
    /// Reports that may wait for their step's update: those of all nodes that have series, for two steps. What comes
    /// above is left out.
    /// </summary>
    private const int WaitingMax = 2 * NodeSeries.NodesMax;

    private readonly ActivitySource source;
    private readonly Queue<(Step Step, DateTimeOffset Begin, ActivityContext Context)> steps = [];
    private readonly List<StepMeasured> waiting = [];

    public StepTracer(string version) => source = new ActivitySource(RunTelemetry.SourceName, version);

    /// <summary>Takes an event.</summary>
    public void On(in StampedEvent happened)
    {
        if (!source.HasListeners())
        {
            return;
        }

        if (happened.Event is StepCompleted completed)
        {
            OnCompleted(completed, happened.At);
        }
        else if (happened.Event is StepMeasured measured)
        {
            OnMeasured(measured);
        }
    }

    public void Dispose() => source.Dispose();

    private void OnCompleted(StepCompleted completed, DateTimeOffset end)
    {
        DateTimeOffset begin = end - completed.Duration;
        using (Activity? span = Start("step", default, begin))
        {
            if (span is not null)
            {
                span.SetTag("rnncluster.step", completed.Step.Value);
                span.SetTag("rnncluster.loss", completed.Loss);
                span.SetTag("rnncluster.gradient.norm", completed.Norm);
                span.SetTag("rnncluster.clipped", completed.IsClipped);
                span.SetEndTime(end.UtcDateTime);
                steps.Enqueue((completed.Step, begin, span.Context));
            }
        }

        if (steps.Count > StepsMax)
        {
            steps.Dequeue();
        }

        foreach (StepMeasured early in waiting.Where(early => early.Step == completed.Step).ToArray())
        {
            OnMeasured(early);
        }

        waiting.RemoveAll(early => early.Step <= completed.Step);
    }

    private void OnMeasured(StepMeasured measured)
    {
        foreach ((Step step, DateTimeOffset begin, ActivityContext context) in steps)
        {
            if (step == measured.Step)
            {
                Trace(measured, begin, context);
                return;
            }
        }

        bool isEarly = steps.Count == 0 || measured.Step > steps.Last().Step;
        if (isEarly && waiting.Count < WaitingMax)
        {
            waiting.Add(measured);
        }
    }

    private void Trace(StepMeasured measured, DateTimeOffset begin, ActivityContext context)
    {
        DateTimeOffset at = begin;
        DateTimeOffset backward = begin;
        foreach ((string phase, TimeSpan time) in measured.Times.ByName)
        {
            bool isBeside = phase == "send";
            backward = phase == "backward" ? at : backward;
            DateTimeOffset from = isBeside ? backward : at;
            using Activity? span = Start(phase, context, from);
            if (span is not null)
            {
                span.SetTag("rnncluster.node", measured.Node.Name);
                span.SetTag("rnncluster.shards", measured.Shards);
                span.SetEndTime((from + time).UtcDateTime);
            }

            at = isBeside ? at : at + time;
        }
    }

    private Activity? Start(string name, ActivityContext parent, DateTimeOffset begin)
    {
        // Without a parent the thread's current activity would be taken for one.
        Activity.Current = null;
        return source.StartActivity(name, ActivityKind.Internal, parent, tags: null, links: null, begin);
    }
}
