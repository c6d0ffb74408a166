namespace RnnCluster.Learning.Probes;

/// <summary>What goes on inside a recurrent layer over a window, in the rows of shard 0.</summary>
/// <param name="Layer">The layer's name, as in <c>rnn.l0</c>.</param>
/// <param name="TimeSteps">T, the time steps of the window.</param>
/// <param name="HiddenNorms">
/// For each t the L2 norm of a row's hidden state h_t, its mean over the rows; before dropout. Of a window with more
/// than <see cref="Shared.Limits.CurvePointsMax"/> time steps, for that many of them: see <see cref="CurvePoints"/>.
/// </param>
/// <param name="GradientNorms">
/// For each of these t the L2 norm of dL/dh_t over all elements of all these rows; L is the loss whose gradient the
/// update follows, dL/dh_t all that arrives: from above and from t + 1, nothing from beyond the window.
/// </param>
/// <param name="Gates">The gates in PyTorch's order; for a plain recurrent layer its activation.</param>
/// <param name="LowShares">
/// For each gate the share of values, 0 to 1, in the lowest twentieth of its range; of a rectifier, the zeros.
/// </param>
/// <param name="HighShares">
/// For each gate the share of values, 0 to 1, in the highest twentieth of its range; of a rectifier, 0.
/// </param>
/// <remarks>What is not finite in the pass is not finite here: norms may be NaN or infinite.</remarks>
public sealed record LayerProbe(
    string Layer,
    int TimeSteps,
    IReadOnlyList<double> HiddenNorms,
    IReadOnlyList<double> GradientNorms,
    IReadOnlyList<string> Gates,
    IReadOnlyList<double> LowShares,
    IReadOnlyList<double> HighShares);
