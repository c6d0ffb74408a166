using System.Diagnostics.Metrics;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>
/// Counts in buckets with sum and count, for each series. A listener of the Meter is told each value and counts for
/// itself, in the same buckets unless it has others.
/// </summary>
internal sealed class HistogramMetric(
    MetricDescription description, IReadOnlyList<double> bounds, Histogram<double> instrument) : Metric(description)
{
    private readonly SortedDictionary<string[], Series> series = new(LabelOrder.Instance);

    /// <summary>Counts a value.</summary>
    public void Record(double value, params string[] labels)
    {
        if (!series.TryGetValue(labels, out Series? found))
        {
            found = new Series(TagsOf(labels), bounds.Count);
            series.Add(labels, found);
        }

        int bucket = 0;
        while (bucket < bounds.Count && !(value <= bounds[bucket]))
        {
            bucket++;
        }

        found.Counts[bucket]++;
        found.Sum += value;
        instrument.Record(value, found.Tags);
    }

    public override void Forget(string label)
    {
        foreach (string[] labels in series.Keys.Where(labels => labels[0] == label).ToArray())
        {
            series.Remove(labels);
        }
    }

    public override void WriteTo(PrometheusWriter writer)
    {
        foreach ((string[] labels, Series one) in series)
        {
            writer.WriteHistogram(
                Description.PrometheusName, Description.Labels, labels, bounds, one.Counts, one.Sum);
        }
    }

    private sealed class Series(KeyValuePair<string, object?>[] tags, int bounds)
    {
        public KeyValuePair<string, object?>[] Tags { get; } = tags;

        /// <summary>How many values lie in each bucket, what is above the last bound at the end.</summary>
        public long[] Counts { get; } = new long[bounds + 1];

        public double Sum { get; set; }
    }
}
