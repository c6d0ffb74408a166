using System.Text;
using System.Text.Json;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.History;

/// <summary>Reads lines of a <c>metrics.jsonl</c>, forgiving: a line that is none ends it.</summary>
internal static class MetricsTail
{
    /// <summary>Opens the log of a run's output; null without one, or while it cannot be read.</summary>
    public static Stream? TryOpen(IStorage storage)
    {
        try
        {
            return storage.Exists(MetricsLog.FileName) ? storage.OpenRead(MetricsLog.FileName) : null;
        }
        catch (Exception fault) when (fault is InputException or StorageException)
        {
            return null;
        }
    }

    /// <summary>The steps after one and up to another, ascending.</summary>
    /// <param name="stream">The log.</param>
    /// <param name="after">The step before the first.</param>
    /// <param name="to">The last step.</param>
    public static IEnumerable<StepMetrics> Read(Stream stream, long after, long to)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, false, 64 * 1024, leaveOpen: true);
        while (reader.ReadLine() is { } line && TryParse(line, out StepMetrics metrics) && metrics.Step.Value <= to)
        {
            if (metrics.Step.Value > after)
            {
                after = metrics.Step.Value;
                yield return metrics;
            }
        }
    }

    private static bool TryParse(string line, out StepMetrics metrics)
    {
        metrics = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            metrics = new StepMetrics(
                new Step(root.GetProperty("step").GetInt64()),
                root.GetProperty("loss").GetDouble(),
                root.TryGetProperty("validationLoss", out JsonElement loss) ? loss.GetDouble() : null,
                root.GetProperty("rate").GetDouble(),
                root.GetProperty("norm").GetDouble(),
                root.GetProperty("clipped").GetBoolean(),
                UInt128.Zero);
            return true;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            return false;
        }
    }
}
