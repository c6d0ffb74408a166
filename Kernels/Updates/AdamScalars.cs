using RnnCluster.Kernels.Functions;

namespace RnnCluster.Kernels.Updates;

/// <summary>The scalars of one step of Adam or AdamW.</summary>
/// <param name="StepSize">rate / (1 - beta1^step).</param>
/// <param name="Gain1">1 - beta1.</param>
/// <param name="Beta2">What remains of the second moment.</param>
/// <param name="Gain2">1 - beta2.</param>
/// <param name="RootScale">1 / sqrt(1 - beta2^step).</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="WeightDecay">Adam's: adds this share of the parameter to its gradient; 0 for AdamW.</param>
/// <param name="Shrink">AdamW's: what remains of the parameter before the step, 1 - rate * decay; 1 for Adam.</param>
public readonly record struct AdamScalars(
    float StepSize,
    float Gain1,
    float Beta2,
    float Gain2,
    float RootScale,
    float Epsilon,
    float WeightDecay,
    float Shrink)
{
    /// <summary>Adam: the weight decay is part of the gradient. Computed in double and rounded once.</summary>
    /// <param name="step">1 for the first update of a run.</param>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="weightDecay">0 for none.</param>
    public static AdamScalars Adam(
        long step, double rate, double beta1, double beta2, double epsilon, double weightDecay) =>
        new(
            (float)(rate / (1 - DoubleFunctions.Pow(beta1, step))),
            (float)(1 - beta1),
            (float)beta2,
            (float)(1 - beta2),
            (float)(1 / Math.Sqrt(1 - DoubleFunctions.Pow(beta2, step))),
            (float)epsilon,
            (float)weightDecay,
            1);

    /// <summary>AdamW: the weight decay shrinks the parameter. Computed in double and rounded once.</summary>
    /// <param name="step">1 for the first update of a run.</param>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="weightDecay">0 for none.</param>
    public static AdamScalars AdamW(
        long step, double rate, double beta1, double beta2, double epsilon, double weightDecay) =>
        Adam(step, rate, beta1, beta2, epsilon, 0) with { Shrink = (float)(1 - (rate * weightDecay)) };
}
