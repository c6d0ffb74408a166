namespace RnnCluster.Training.Coordinating;

/// <summary>How long rounds usually take: the median of the last ones.</summary>
internal sealed class RoundClock
{
    private const int RoundsMax = 15;

    /// <summary>Fewer rounds say nothing: the first of a process compiles its kernels.</summary>
    private const int RoundsMin = 5;

    private readonly Queue<TimeSpan> last = new();

    /// <summary>The median; null as long as too few rounds were seen.</summary>
    public TimeSpan? Usual { get; private set; }

    public void Add(TimeSpan round)
    {
        last.Enqueue(round);
        if (last.Count > RoundsMax)
        {
            last.Dequeue();
        }

        if (last.Count >= RoundsMin)
        {
            Usual = last.Order().ElementAt(last.Count / 2);
        }
    }
}
