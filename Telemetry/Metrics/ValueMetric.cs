using System.Diagnostics.Metrics;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>A gauge or counter: one number for each series.</summary>
/// <param name="description">What it is.</param>
/// <param name="refresh">Brings it up to date before it is read; null for one that events keep up to date.</param>
internal sealed class ValueMetric(MetricDescription description, Action<ValueMetric>? refresh) : Metric(description)
{
    private readonly SortedDictionary<string[], Series> series = new(LabelOrder.Instance);

    /// <summary>The value of a series is this from now on.</summary>
    public void Set(double value, params string[] labels) => Find(labels).Value = value;

    /// <summary>The value of a series grows, from zero.</summary>
    public void Add(double value, params string[] labels) => Find(labels).Value += value;

    /// <summary>Ends all series.</summary>
    public void Clear() => series.Clear();

    public override void Forget(string label)
    {
        foreach (string[] labels in series.Keys.Where(labels => labels[0] == label).ToArray())
        {
            series.Remove(labels);
        }
    }

    public override void WriteTo(PrometheusWriter writer)
    {
        refresh?.Invoke(this);
        foreach ((string[] labels, Series one) in series)
        {
            writer.WriteSample(Description.PrometheusName, Description.Labels, labels, one.Value);
        }
    }

    /// <summary>The series as a listener wants them.</summary>
    public IEnumerable<Measurement<double>> Measure()
    {
        refresh?.Invoke(this);
        return [.. series.Values.Select(one => new Measurement<double>(one.Value, one.Tags))];
    }

    private Series Find(string[] labels)
    {
        if (!series.TryGetValue(labels, out Series? found))
        {
            found = new Series(TagsOf(labels));
            series.Add(labels, found);
        }

        return found;
    }

    private sealed class Series(KeyValuePair<string, object?>[] tags)
    {
        public KeyValuePair<string, object?>[] Tags { get; } = tags;

        public double Value { get; set; }
    }
}
