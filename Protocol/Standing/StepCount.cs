using RnnCluster.Shared;

namespace RnnCluster.Protocol.Standing;

/// <summary>Counts the updates of one execution of a run, those that are made again among them.</summary>
/// <param name="first">The step at which it begins.</param>
public sealed class StepCount(Step first)
{
    /// <summary>The last step that was made.</summary>
    public Step Step { get; private set; } = first;

    /// <summary>The highest step that was ever made; above <see cref="Step"/> while steps are made again.</summary>
    public Step Highest { get; private set; } = first;

    /// <summary>Updates made, those that were made again included.</summary>
    public long Made { get; private set; }

    /// <summary>Updates that had been made before: the work of a failure that no checkpoint held.</summary>
    public long Lost { get; private set; }

    /// <summary>An update is made.</summary>
    /// <param name="step">The step that it led to.</param>
    public void Add(Step step)
    {
        Step = step;
        Made++;
        Lost += step <= Highest ? 1 : 0;
        Highest = step > Highest ? step : Highest;
    }
}
