namespace RnnCluster.Kernels.Updates;

/// <summary>The scalars of one step of stochastic gradient descent.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="WeightDecay">Adds this share of the parameter to its gradient.</param>
/// <param name="Decay">What remains of the momentum buffer: the momentum; 0 in the first step.</param>
/// <param name="Gain">What the gradient adds to it: 1 - dampening; 1 in the first step.</param>
/// <param name="Lookahead">The momentum with Nesterov's variant, else 0: the step is the buffer alone.</param>
public readonly record struct SgdScalars(float Rate, float WeightDecay, float Decay, float Gain, float Lookahead)
{
    /// <summary>The scalars of a step, computed in double and rounded once.</summary>
    /// <param name="step">1 for the first update of a run.</param>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="momentum">0 for none.</param>
    /// <param name="dampening">PyTorch's dampening.</param>
    /// <param name="weightDecay">PyTorch's weight decay (L2).</param>
    /// <param name="nesterov">Whether the step looks ahead; needs momentum without dampening.</param>
    public static SgdScalars Create(
        long step, double rate, double momentum, double dampening, double weightDecay, bool nesterov) =>
        new(
            (float)rate,
            (float)weightDecay,
            step == 1 ? 0 : (float)momentum,
            step == 1 ? 1 : (float)(1 - dampening),
            nesterov ? (float)momentum : 0);
}
