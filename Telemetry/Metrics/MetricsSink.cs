using RnnCluster.Telemetry.Events;
using RnnCluster.Telemetry.Tracing;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>The events of a run as metrics and spans.</summary>
internal sealed class MetricsSink(RunMetrics fold, StepTracer tracer, TimeProvider time) : IEventSink
{
    /// <summary>The label of its metric and its word in a warning.</summary>
    public const string SinkName = "metrics";

    public string Name => SinkName;

    public void On(in StampedEvent happened)
    {
        fold.On(happened);
        tracer.On(happened);
    }

    public void Flush() => fold.Refresh(time.GetUtcNow());

    public void Dispose()
    {
    }
}
