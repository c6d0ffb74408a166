using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.Runs;

/// <summary>
/// Says whom the open step waits for. No event tells who still owes something within a step, so this names the holder
/// of shards that is most likely the one, by the first of these that finds somebody: one that is suspected or down;
/// one that is silent for longer than two heartbeats, the longest first; one whose times of the last step have not
/// come, so that it is still busy with that; the one that computed longest in its last step.
/// </summary>
internal sealed class WaitingRule
{
    /// <summary>A step is late when it takes longer than this many times the median.</summary>
    private const int MedianTimes = 2;

    /// <summary>The median of so many steps: enough to pass over an outlier, few enough to follow a change.</summary>
    private const int StepsMax = 64;

    /// <summary>Shorter waits are over before a person has read about them.</summary>
    private static readonly TimeSpan LateMin = TimeSpan.FromMilliseconds(250);

    /// <summary>A heartbeat comes every half second.</summary>
    private static readonly TimeSpan SilenceMin = TimeSpan.FromSeconds(1);

    private readonly Queue<TimeSpan> durations = new(StepsMax);

    /// <summary>A step was made.</summary>
    public void OnStep(TimeSpan duration)
    {
        if (durations.Count == StepsMax)
        {
            durations.Dequeue();
        }

        durations.Enqueue(duration);
    }

    /// <summary>What the open step waits for; null while it is not late.</summary>
    /// <param name="now">The time.</param>
    /// <param name="begin">When the step began.</param>
    /// <param name="last">The last step that was made.</param>
    /// <param name="holders">Those that hold shards.</param>
    /// <param name="map">Who holds which.</param>
    public Waiting? Find(
        TimeSpan now, TimeSpan begin, long last, IReadOnlyList<NodeEntry> holders, ShardMap map)
    {
        TimeSpan open = now - begin;
        if (holders.Count == 0 || durations.Count == 0 || open <= Threshold())
        {
            return null;
        }

        NodeEntry slowest = holders.FirstOrDefault(node => node.IsGone)
            ?? holders.Where(node => !node.IsLocal && now - node.HeardAt > SilenceMin).MinBy(node => node.HeardAt)
            ?? holders.FirstOrDefault(node => node.MeasuredStep < last)
            ?? holders.MaxBy(node => node.Compute)!;
        return new Waiting(last + 1, slowest.Node.Name, map.ShardsOf(slowest.Node), open.TotalSeconds);
    }

    private TimeSpan Threshold()
    {
        TimeSpan[] sorted = [.. durations.Order()];
        TimeSpan late = sorted[sorted.Length / 2] * MedianTimes;
        return late > LateMin ? late : LateMin;
    }
}
