using RnnCluster.Data;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Modules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Evaluation;

/// <summary>
/// The loss of a model on a part of the data: each lane a stream of its own with the state carried from its beginning
/// to its end, no dropout, every target once. A lane's losses are one chain in double, the lanes are added in order,
/// so that it does not matter who runs which lane.
/// </summary>
public sealed class Evaluator
{
    private readonly LanguageModel model;
    private readonly ReadOnlyMemory<int> tokens;
    private readonly EvaluationLanes lanes;
    private readonly PassJob pass;
    private readonly AlignedFloats states;
    private readonly double[] laneLosses;
    private readonly int rowsMax;

    /// <summary>Lays out an evaluation.</summary>
    /// <param name="model">The model; its workspace bounds how many lanes run at a time.</param>
    /// <param name="tokens">The part to evaluate, at least two symbols.</param>
    /// <param name="lanes">How many lanes to cut it into.</param>
    /// <param name="steps">Most time steps of a pass, at most what the model has room for.</param>
    /// <param name="rows">Most lanes of a pass, at most what the model has room for.</param>
    /// <exception cref="InputException">The part has fewer than two symbols.</exception>
    public Evaluator(LanguageModel model, ReadOnlyMemory<int> tokens, int lanes, int steps, int rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.tokens = tokens;
        this.lanes = new EvaluationLanes(tokens.Length, lanes, steps);
        rowsMax = rows;
        pass = new PassJob(model);
        states = new AlignedFloats(model.StateLength);
        laneLosses = new double[lanes];
    }

    /// <summary>How many targets the part has.</summary>
    public int Targets => lanes.TargetCount;

    /// <summary>Runs the whole part with the model's packed parameters.</summary>
    /// <param name="team">The threads to compute with.</param>
    /// <returns>The mean loss over all targets in nats.</returns>
    public double Run(ComputeTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Array.Clear(laneLosses);
        for (int first = 0; first < lanes.Lanes; first += rowsMax)
        {
            RunLanes(team, first, Math.Min(rowsMax, lanes.Lanes - first));
        }

        double sum = 0;
        foreach (double loss in laneLosses)
        {
            sum += loss;
        }

        return sum / Targets;
    }

    private void RunLanes(ComputeTeam team, int firstRow, int rows)
    {
        Window? window = null;
        bool isFirst = true;
        for (int index = 0; index < lanes.SegmentCount; index++)
        {
            EvaluationSegment segment = lanes.Segment(index);
            int active = Math.Min(rows, segment.Rows - firstRow);
            if (active <= 0 || segment.Steps == 0)
            {
                continue;
            }

            if (window is null || window.Steps != segment.Steps || window.Rows != active)
            {
                window = CreateWindow(segment.Steps, active);
            }

            int[] which = [.. Enumerable.Range(firstRow, active)];
            lanes.FillSegment(tokens.Span, segment, which, window.Inputs, window.Targets);
            window.StartsFromZero = isFirst;
            isFirst = false;
            pass.Window = window;
            team.Run(pass);
            AddLosses(window, firstRow);
        }
    }

    private Window CreateWindow(int steps, int rows) =>
        new(new ShardRows(steps, [0, rows]), [.. Enumerable.Range(0, rows)], model.Options.Vocabulary)
        {
            StateBefore = states,
            StateAfter = states,
        };

    private void AddLosses(Window window, int firstRow)
    {
        for (int row = 0; row < window.Rows; row++)
        {
            double sum = laneLosses[lanes.LaneOf(firstRow + row)];
            for (int step = 0; step < window.Steps; step++)
            {
                sum += window.Losses[window.Position(step, row)];
            }

            laneLosses[lanes.LaneOf(firstRow + row)] = sum;
        }
    }
}
