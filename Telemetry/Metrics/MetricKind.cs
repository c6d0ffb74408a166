namespace RnnCluster.Telemetry.Metrics;

/// <summary>How a metric behaves.</summary>
internal enum MetricKind
{
    /// <summary>A value that goes up and down.</summary>
    Gauge = 0,

    /// <summary>A sum that only grows, from zero at the process's start.</summary>
    Counter = 1,

    /// <summary>A distribution: counts in buckets with fixed upper bounds, sum and count.</summary>
    Histogram = 2,
}
