using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Modules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Probes;

/// <summary>
/// Looks into a replica's recurrent layers while it computes. It is set once as the replica's
/// <see cref="Replica.Probe"/>; from then on the computation of shard 0 in a step that is due leaves a sample to take.
/// Steps that are not due, and groups without shard 0, cost a comparison.
/// </summary>
/// <remarks>
/// A sample is a function of the state and the data: it has the same bits whoever computed shard 0, with which other
/// shards, on how many threads, with which registers. Not thread-safe: for the thread that owns the replica.
/// </remarks>
public sealed class WindowProbe
{
    private const int Shard = 0;

    private readonly ProbeInterval interval;
    private WindowSample? sample;

    /// <summary>Creates a probe.</summary>
    /// <param name="interval">Which steps are looked into.</param>
    public WindowProbe(ProbeInterval interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        this.interval = interval;
    }

    /// <summary>The last sample, once: null if none was made since.</summary>
    public WindowSample? Take()
    {
        WindowSample? taken = sample;
        sample = null;
        return taken;
    }

    /// <summary>A pass begins: asks it to note down what a sample needs, if one is due.</summary>
    internal void Begin(Replica replica, ShardGroup group)
    {
        if (group.Shards[0] == Shard && interval.IsDue(replica.Step.Next))
        {
            int rows = ShardRange.RowCount(Shard, replica.Plan.Shards, replica.Plan.Batch);
            group.Window.Trace = replica.Model.CreateTraces(group.Window, rows);
        }
    }

    /// <summary>The pass has ended.</summary>
    internal void End(Replica replica, ShardGroup group)
    {
        if (group.Window.Trace is { } traces)
        {
            sample = Read(traces, replica.Plan, replica.Step.Next);
        }
    }

    /// <summary>By itself, because a lambda's closure is allocated where its method begins: on every step.</summary>
    private static WindowSample Read(IReadOnlyList<LayerTrace> traces, TrainingPlan plan, Step step)
    {
        int rows = ShardRange.RowCount(Shard, plan.Shards, plan.Batch);
        return new WindowSample(step, [.. traces.Select(trace => Read(trace, plan, rows))]);
    }

    private static LayerProbe Read(LayerTrace trace, TrainingPlan plan, int rows)
    {
        double[] hidden = new double[CurvePoints.Count(plan.Window)];
        double[] gradient = new double[hidden.Length];
        for (int point = 0; point < hidden.Length; point++)
        {
            int step = CurvePoints.TimeStep(point, plan.Window);
            double norms = 0;
            double squares = 0;
            for (int row = 0; row < rows; row++)
            {
                norms += Math.Sqrt(trace.HiddenSquares(step, row));
                squares += trace.GradientSquares(step, row);
            }

            hidden[point] = norms / rows;
            gradient[point] = Math.Sqrt(squares) * plan.AverageFactor;
        }

        return new LayerProbe(
            trace.Layer,
            plan.Window,
            hidden,
            gradient,
            [.. trace.Gates.Select(gate => gate.Name)],
            [.. trace.Gates.Select((_, gate) => (double)trace.LowCount(gate) / trace.GateValues)],
            [.. trace.Gates.Select((_, gate) => (double)trace.HighCount(gate) / trace.GateValues)]);
    }
}
