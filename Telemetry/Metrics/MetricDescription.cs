namespace RnnCluster.Telemetry.Metrics;

/// <summary>What a metric is: its two names, its unit and what it means.</summary>
/// <param name="Name">Its name by the conventions of OpenTelemetry: <c>rnncluster.step.duration</c>.</param>
/// <param name="Unit">Its unit by UCUM: <c>s</c>, <c>By</c>, <c>1</c>, or what is counted in braces.</param>
/// <param name="Kind">How it behaves.</param>
/// <param name="Help">What it means, in one line.</param>
/// <param name="Labels">The names of its labels.</param>
internal sealed record MetricDescription(
    string Name, string Unit, MetricKind Kind, string Help, IReadOnlyList<string> Labels)
{
    /// <summary>Its name by the conventions of Prometheus: the same words, then the unit, then _total.</summary>
    public string PrometheusName { get; } = Name.Replace('.', '_')
        + Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => string.Empty,
        }
        + (Kind == MetricKind.Counter ? "_total" : string.Empty);
}
