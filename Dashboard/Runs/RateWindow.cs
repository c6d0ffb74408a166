namespace RnnCluster.Dashboard.Runs;

/// <summary>How many steps were made in the last minute, by seconds: 60 numbers however fast it is.</summary>
internal sealed class RateWindow
{
    private const int SecondsMax = 60;

    private readonly int[] counts = new int[SecondsMax];
    private long second = -1;
    private TimeSpan? begin;

    /// <summary>A step was made.</summary>
    /// <param name="now">When.</param>
    /// <param name="duration">How long it took: the first one's begin is where the counting starts.</param>
    public void Add(TimeSpan now, TimeSpan duration)
    {
        begin ??= now - duration;
        MoveTo(now);
        counts[second % SecondsMax]++;
    }

    /// <summary>Steps in a second, over the last minute or since the first; null before that.</summary>
    public double? PerSecond(TimeSpan now)
    {
        if (begin is not { } first)
        {
            return null;
        }

        MoveTo(now);

        // The oldest slot is a whole second, the newest is under way.
        double open = now.TotalSeconds - Math.Floor(now.TotalSeconds);
        double span = Math.Min((now - first).TotalSeconds, SecondsMax - 1 + open);
        return span > 0 ? counts.Sum() / span : null;
    }

    private void MoveTo(TimeSpan now)
    {
        long target = Math.Max((long)now.TotalSeconds, second);
        for (long next = Math.Max(second + 1, target - SecondsMax + 1); next <= target; next++)
        {
            counts[next % SecondsMax] = 0;
        }

        second = target;
    }
}
