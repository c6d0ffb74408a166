using System.Diagnostics.Metrics;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>
/// The metrics of a run: each lies here once, and is an instrument of the Meter as well. Whoever changes or reads one
/// does it under <see cref="Gate"/>; nobody who trains ever takes it.
/// </summary>
internal sealed class MetricSet : IDisposable
{
    private readonly Meter meter;
    private readonly SortedDictionary<string, Metric> metrics = new(StringComparer.Ordinal);

    /// <summary>An empty set.</summary>
    /// <param name="version">The program's version.</param>
    public MetricSet(string version) =>
        meter = new Meter(new MeterOptions(RunTelemetry.SourceName) { Version = version, Scope = this });

    /// <summary>Held by whoever looks at a metric.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The metrics in the order of their Prometheus names.</summary>
    public IEnumerable<Metric> All => metrics.Values;

    public ValueMetric Gauge(
        string name,
        string unit,
        string help,
        IReadOnlyList<string>? labels = null,
        Action<ValueMetric>? refresh = null)
    {
        ValueMetric metric = Add(name, unit, MetricKind.Gauge, help, labels, refresh);
        meter.CreateObservableGauge(name, () => Measure(metric), unit, help);
        return metric;
    }

    public ValueMetric Counter(
        string name,
        string unit,
        string help,
        IReadOnlyList<string>? labels = null,
        Action<ValueMetric>? refresh = null)
    {
        ValueMetric metric = Add(name, unit, MetricKind.Counter, help, labels, refresh);
        meter.CreateObservableCounter(name, () => Measure(metric), unit, help);
        return metric;
    }

    /// <param name="name">See <see cref="MetricDescription"/>.</param>
    /// <param name="unit">See there.</param>
    /// <param name="help">See there.</param>
    /// <param name="bounds">The upper bounds of the buckets but the last, ascending.</param>
    /// <param name="labels">The names of its labels.</param>
    public HistogramMetric Histogram(
        string name, string unit, string help, IReadOnlyList<double> bounds, IReadOnlyList<string>? labels = null)
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds };
        var metric = new HistogramMetric(
            new MetricDescription(name, unit, MetricKind.Histogram, help, labels ?? []),
            bounds,
            meter.CreateHistogram(name, unit, help, tags: null, advice));
        metrics.Add(metric.Description.PrometheusName, metric);
        return metric;
    }

    public void Dispose() => meter.Dispose();

    private ValueMetric Add(
        string name,
        string unit,
        MetricKind kind,
        string help,
        IReadOnlyList<string>? labels,
        Action<ValueMetric>? refresh)
    {
        var metric = new ValueMetric(new MetricDescription(name, unit, kind, help, labels ?? []), refresh);
        metrics.Add(metric.Description.PrometheusName, metric);
        return metric;
    }

    /// <summary>On the thread of a listener.</summary>
    private IEnumerable<Measurement<double>> Measure(ValueMetric metric)
    {
        lock (Gate)
        {
            return metric.Measure();
        }
    }
}
