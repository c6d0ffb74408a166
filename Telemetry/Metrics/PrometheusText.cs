namespace RnnCluster.Telemetry.Metrics;

/// <summary>A set of metrics as a page for Prometheus.</summary>
internal static class PrometheusText
{
    /// <summary>Writes all metrics, in the order of their names and of their labels' values.</summary>
    public static string Render(MetricSet metrics)
    {
        var writer = new PrometheusWriter();
        lock (metrics.Gate)
        {
            foreach (Metric metric in metrics.All)
            {
                writer.WriteHeader(metric.Description);
                metric.WriteTo(writer);
            }
        }

        return writer.ToString();
    }
}
