using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>What goes on inside a recurrent layer over the window of a step, in the rows of shard 0.</summary>
/// <param name="Step">The step that the update leads to.</param>
/// <param name="Layer">The layer's name.</param>
/// <param name="HiddenNorms">
/// Mean norm of a row's hidden state h_t, for each t of the window; of a long window for time steps at equal distances.
/// </param>
/// <param name="GradientNorms">
/// Norm of dL/dh_t over all these rows, for each of these t: falling towards the past it vanishes, growing it explodes.
/// </param>
/// <param name="Gates">The gates that saturate, in the layer's order; none for a plain RNN but its activation.</param>
/// <param name="LowShares">For each gate the share of values in the lowest twentieth of its range.</param>
/// <param name="HighShares">For each gate the share of values in the highest twentieth of its range.</param>
/// <param name="TimeSteps">
/// T, the time steps of the window. Point i of n shows time step floor(i (T - 1) / (n - 1)); T = n if all are shown.
/// </param>
[MessagePackObject]
public sealed record WindowSampled(
    [property: Key(0)] Step Step,
    [property: Key(1), MessagePackFormatter(typeof(LabelFormatter))] string Layer,
    [property: Key(2), MessagePackFormatter(typeof(CurveFormatter))] IReadOnlyList<double> HiddenNorms,
    [property: Key(3), MessagePackFormatter(typeof(CurveFormatter))] IReadOnlyList<double> GradientNorms,
    [property: Key(4)] IReadOnlyList<string> Gates,
    [property: Key(5), MessagePackFormatter(typeof(CurveFormatter))] IReadOnlyList<double> LowShares,
    [property: Key(6), MessagePackFormatter(typeof(CurveFormatter))] IReadOnlyList<double> HighShares,
    [property: Key(7)] int TimeSteps) : RunEvent;
