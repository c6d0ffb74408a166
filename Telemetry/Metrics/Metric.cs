using RnnCluster.Shared;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>
/// A metric with its series. What reads it, Prometheus's text or a listener of the Meter, sees the same numbers. It is
/// used under the lock of its <see cref="MetricSet"/>.
/// </summary>
internal abstract class Metric(MetricDescription description)
{
    /// <summary>What it is.</summary>
    public MetricDescription Description { get; } = description;

    /// <summary>Ends all series whose first label has this value.</summary>
    public abstract void Forget(string label);

    /// <summary>Writes its series.</summary>
    public abstract void WriteTo(PrometheusWriter writer);

    /// <summary>A series' labels as a listener wants them.</summary>
    protected KeyValuePair<string, object?>[] TagsOf(string[] labels)
    {
        Ensure.That(labels.Length == Description.Labels.Count);
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (int index = 0; index < tags.Length; index++)
        {
            tags[index] = KeyValuePair.Create(Description.Labels[index], (object?)labels[index]);
        }

        return tags;
    }
}
