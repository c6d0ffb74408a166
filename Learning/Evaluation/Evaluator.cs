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

    /// <summary>0, 1, ...: the rows of a pass are a run of it.</summary>
    private readonly int[] order;

    private readonly List<Window> windows = [];

    /// <summary>The first row of the pass; all lanes are done when it is their number.</summary>
    private int firstRow;

    /// <summary>The next window of these rows.</summary>
    private int segment;

    private bool isFirst;

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
        order = [.. Enumerable.Range(0, lanes)];
        firstRow = lanes;
    }

    /// <summary>How many targets the part has.</summary>
    public int Targets => lanes.TargetCount;

    /// <summary>The mean loss over all targets in nats, when <see cref="Advance"/> has said that all is done.</summary>
    public double Loss
    {
        get
        {
            Ensure.That(firstRow >= lanes.Lanes);
            double sum = 0;
            foreach (double loss in laneLosses)
            {
                sum += loss;
            }

            return sum / Targets;
        }
    }

    /// <summary>Runs the whole part with the model's packed parameters.</summary>
    /// <param name="team">The threads to compute with.</param>
    /// <returns>The mean loss over all targets in nats.</returns>
    public double Run(ComputeTeam team)
    {
        Begin();
        while (Advance(team))
        {
        }

        return Loss;
    }

    /// <summary>Goes to the beginning of the part; what was begun before is forgotten.</summary>
    public void Begin()
    {
        Array.Clear(laneLosses);
        firstRow = 0;
        BecomeAtLanes();
    }

    /// <summary>
    /// Runs one window of some lanes: a part of a training step's work. The sums are the same however long the caller
    /// waits between two of them, as long as the parameters stay. Between two windows the model's workspace is free.
    /// </summary>
    /// <param name="team">The threads to compute with.</param>
    /// <returns>False when all windows are done, and there was nothing to run.</returns>
    public bool Advance(ComputeTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        while (firstRow < lanes.Lanes)
        {
            int rows = Math.Min(rowsMax, lanes.Lanes - firstRow);
            while (segment < lanes.SegmentCount)
            {
                if (TryRunSegment(team, lanes.Segment(segment++), rows))
                {
                    return true;
                }
            }

            firstRow += rows;
            BecomeAtLanes();
        }

        return false;
    }

    private void BecomeAtLanes()
    {
        segment = 0;
        isFirst = true;
    }

    private bool TryRunSegment(ComputeTeam team, EvaluationSegment part, int rows)
    {
        int active = Math.Min(rows, part.Rows - firstRow);
        if (active <= 0 || part.Steps == 0)
        {
            return false;
        }

        Window window = WindowOf(part.Steps, active);
        lanes.FillSegment(tokens.Span, part, order.AsSpan(firstRow, active), window.Inputs, window.Targets);
        window.StartsFromZero = isFirst;
        isFirst = false;
        pass.Window = window;
        team.Run(pass);
        AddLosses(window, firstRow);
        return true;
    }

    /// <summary>A window of this shape: there are a few, each laid out once.</summary>
    private Window WindowOf(int steps, int rows)
    {
        foreach (Window known in windows)
        {
            if (known.Steps == steps && known.Rows == rows)
            {
                return known;
            }
        }

        Window window = CreateWindow(steps, rows);
        windows.Add(window);
        return window;
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
