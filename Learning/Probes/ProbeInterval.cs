using RnnCluster.Shared;

namespace RnnCluster.Learning.Probes;

/// <summary>
/// Which steps are looked into: the first one, so that there is something to see at once, and then every so many. A
/// function of the step, so that whoever asks, on whichever node, gets the same answer.
/// </summary>
public sealed class ProbeInterval
{
    /// <summary>Names the interval.</summary>
    /// <param name="steps">Steps from one sample to the next, at least 1.</param>
    public ProbeInterval(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Steps = steps;
    }

    /// <summary>Steps from one sample to the next.</summary>
    public int Steps { get; }

    /// <summary>Whether a step is looked into.</summary>
    /// <param name="step">The step that the update leads to.</param>
    public bool IsDue(Step step) => step.Value == 1 || step.Value % Steps == 0;
}
