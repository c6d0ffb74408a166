using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>
/// Writes Prometheus's text format, version 0.0.4: for each metric a line HELP, a line TYPE and a line for each sample.
/// </summary>
internal sealed class PrometheusWriter
{
    private const string BoundLabel = "le";

    private readonly StringBuilder text = new();

    /// <summary>Begins a metric.</summary>
    public void WriteHeader(MetricDescription description)
    {
        text.Append("# HELP ").Append(description.PrometheusName).Append(' ');
        Escape(description.Help, isQuoted: false);
        text.Append("\n# TYPE ").Append(description.PrometheusName).Append(' ');
        text.Append(description.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            MetricKind.Gauge => "gauge",
            _ => throw new UnreachableException(),
        }).Append('\n');
    }

    /// <summary>Writes a sample.</summary>
    public void WriteSample(string name, IReadOnlyList<string> labels, string[] values, double value)
    {
        text.Append(name);
        WriteLabels(labels, values, bound: null);
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>Writes a histogram's samples: the counts up to each bound, sum and count.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="labels">The names of its labels.</param>
    /// <param name="values">Their values.</param>
    /// <param name="bounds">The buckets' upper bounds.</param>
    /// <param name="counts">How many values lie in each, what is above the last bound at the end.</param>
    /// <param name="sum">The values' sum.</param>
    public void WriteHistogram(
        string name,
        IReadOnlyList<string> labels,
        string[] values,
        IReadOnlyList<double> bounds,
        IReadOnlyList<long> counts,
        double sum)
    {
        long total = 0;
        for (int bucket = 0; bucket < counts.Count; bucket++)
        {
            total += counts[bucket];
            text.Append(name).Append("_bucket");
            WriteLabels(labels, values, bucket < bounds.Count ? Number(bounds[bucket]) : "+Inf");
            text.Append(CultureInfo.InvariantCulture, $" {total}\n");
        }

        WriteSample(name + "_sum", labels, values, sum);
        WriteSample(name + "_count", labels, values, total);
    }

    public override string ToString() => text.ToString();

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString(CultureInfo.InvariantCulture);

    private void WriteLabels(IReadOnlyList<string> labels, string[] values, string? bound)
    {
        if (labels.Count == 0 && bound is null)
        {
            return;
        }

        text.Append('{');
        for (int index = 0; index < labels.Count; index++)
        {
            WriteLabel(labels[index], values[index], isFirst: index == 0);
        }

        if (bound is not null)
        {
            WriteLabel(BoundLabel, bound, isFirst: labels.Count == 0);
        }

        text.Append('}');
    }

    private void WriteLabel(string name, string value, bool isFirst)
    {
        text.Append(isFirst ? string.Empty : ",").Append(name).Append("=\"");
        Escape(value, isQuoted: true);
        text.Append('"');
    }

    private void Escape(string value, bool isQuoted)
    {
        foreach (char letter in value)
        {
            _ = letter switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '"' when isQuoted => text.Append("\\\""),
                _ => text.Append(letter),
            };
        }
    }
}
