namespace RnnCluster.Telemetry.Otlp;

/// <summary>
/// Whether a collector takes what is sent to it. A change is told, and nothing else: a collector that is away for a
/// night is two lines. Metrics and spans are posted to addresses of their own; the collector is well when both are.
/// </summary>
/// <param name="target">The collector, for people.</param>
/// <param name="tell">Takes a sentence; not called under a lock.</param>
internal sealed class CollectorWatch(Uri target, Action<string> tell)
{
    private readonly Lock gate = new();

    /// <summary>The addresses that failed last: metrics, spans, or both.</summary>
    private readonly SortedSet<string> failing = new(StringComparer.Ordinal);

    /// <summary>A post was taken.</summary>
    /// <param name="path">Its address below the collector's.</param>
    public void OnTaken(string path)
    {
        bool isWellAgain;
        lock (gate)
        {
            isWellAgain = failing.Remove(path) && failing.Count == 0;
        }

        if (isWellAgain)
        {
            tell($"otlp: {target} takes what is sent again");
        }
    }

    /// <summary>A post failed.</summary>
    /// <param name="path">Its address below the collector's.</param>
    /// <param name="reason">Why, as a sentence without a full stop.</param>
    public void OnFailed(string path, string reason)
    {
        bool isFirst;
        lock (gate)
        {
            isFirst = failing.Count == 0;
            failing.Add(path);
        }

        if (isFirst)
        {
            tell($"otlp: {target} takes nothing: {reason}; what is sent is lost until it does");
        }
    }
}
