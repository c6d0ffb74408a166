using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// What one pass works on: T time steps of R rows, each at its <see cref="Position"/>. The rows are those of all shards
/// that are computed together, in shard order; each knows its row in the global batch.
/// </summary>
public sealed class Window
{
    /// <summary>Lays out a window.</summary>
    /// <param name="shards">T, and the shards' bands of rows.</param>
    /// <param name="globalRows">The global row (lane) of each row; fixed for the window's life.</param>
    /// <param name="vocabulary">V, for the index of tokens by place.</param>
    public Window(ShardRows shards, ReadOnlySpan<int> globalRows, int vocabulary)
    {
        ArgumentNullException.ThrowIfNull(shards);
        Ensure.That(globalRows.Length == shards.RowsPerStep);
        Shards = shards;
        GlobalRows = globalRows.ToArray();
        Inputs = new int[Positions];
        Targets = new int[Positions];
        Losses = new double[Positions];
        Tokens = new TokenIndex(vocabulary, Positions);
    }

    /// <summary>T, which rows belong to which shard, and in which order they lie.</summary>
    public ShardRows Shards { get; }

    /// <summary>T, the time steps.</summary>
    public int Steps => Shards.Steps;

    /// <summary>R, the rows of one time step.</summary>
    public int Rows => Shards.RowsPerStep;

    /// <summary>T * R.</summary>
    public int Positions => Steps * Rows;

    /// <summary>Where step t of row r stands among the window's positions; t * R + r if there is one strip.</summary>
    /// <param name="step">t, 0 .. T - 1.</param>
    /// <param name="row">r, 0 .. R - 1.</param>
    public int Position(int step, int row) => Shards.RowOf(step, row);

    /// <summary>The global row of each row: names its carried state and its random numbers.</summary>
    public int[] GlobalRows { get; }

    /// <summary>Input symbols by position.</summary>
    public int[] Inputs { get; }

    /// <summary>Target symbols by position.</summary>
    public int[] Targets { get; }

    /// <summary>Loss of each position in nats, written by the pass.</summary>
    public double[] Losses { get; }

    /// <summary>Where each input symbol stands; built before gradients are taken.</summary>
    public TokenIndex Tokens { get; }

    /// <summary>Whether dropout is on and gradients will be asked for.</summary>
    public bool IsTraining { get; set; }

    /// <summary>Whether the rows start from the zero state instead of <see cref="StateBefore"/>.</summary>
    public bool StartsFromZero { get; set; }

    /// <summary>The training step, for the random numbers of dropout.</summary>
    public Step Step { get; set; }

    /// <summary>Key of the dropout stream.</summary>
    public PhiloxKey DropoutKey { get; set; }

    /// <summary>Carried states of all global rows at the window's start.</summary>
    public AlignedFloats? StateBefore { get; set; }

    /// <summary>
    /// What the pass notes down about each recurrent layer, from the bottom up; null, as ever, for nothing. Made by
    /// <see cref="Models.LanguageModel.CreateTraces"/> for one pass forward and backward.
    /// </summary>
    public IReadOnlyList<LayerTrace>? Trace { get; set; }

    /// <summary>Carried states of all global rows at the window's end; the pass writes those of its rows.</summary>
    public AlignedFloats? StateAfter { get; set; }
}
