namespace RnnCluster.Dashboard.History;

/// <summary>How many of the newest steps were clipped.</summary>
internal sealed class ClippedWindow
{
    /// <summary>The API promises the share of the last 100 steps.</summary>
    public const int StepsMax = 100;

    private readonly Queue<bool> steps = new(StepsMax);
    private int clipped;

    /// <summary>Of those that there are; null without one.</summary>
    public double? Share => steps.Count == 0 ? null : (double)clipped / steps.Count;

    public void Add(bool isClipped)
    {
        if (steps.Count == StepsMax && steps.Dequeue())
        {
            clipped--;
        }

        steps.Enqueue(isClipped);
        clipped += isClipped ? 1 : 0;
    }
}
