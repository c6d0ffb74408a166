using RnnCluster.Protocol.Events;

namespace RnnCluster.Telemetry.TensorBoard;

/// <summary>
/// Puts down TensorBoard's messages. The numbers are the fields of <c>event.proto</c>, <c>summary.proto</c> and
/// <c>tensor.proto</c>.
/// </summary>
internal sealed class EventEncoder
{
    private const int EventWallTime = 1;
    private const int EventStep = 2;
    private const int EventFileVersion = 3;
    private const int EventSummary = 5;
    private const int EventSessionLog = 7;
    private const int SessionStatus = 1;
    private const int SummaryValue = 1;
    private const int ValueTag = 1;
    private const int ValueSimple = 2;
    private const int ValueHistogram = 5;
    private const int ValueTensor = 8;
    private const int ValueMetadata = 9;
    private const int MetadataPlugin = 1;
    private const int MetadataDataClass = 4;
    private const int PluginName = 1;
    private const int TensorType = 1;
    private const int TensorShape = 2;
    private const int TensorStrings = 8;
    private const int HistogramMinimum = 1;
    private const int HistogramMaximum = 2;
    private const int HistogramCount = 3;
    private const int HistogramSum = 4;
    private const int HistogramSquares = 5;
    private const int HistogramLimits = 6;
    private const int HistogramBuckets = 7;

    /// <summary>A session begins: what the folder has of this event's step and later ones does not count.</summary>
    private const int StatusStart = 1;

    /// <summary>The type of a tensor of texts.</summary>
    private const int TypeString = 7;

    /// <summary>A summary whose tensor is for a plugin to understand.</summary>
    private const int DataClassTensor = 2;

    private readonly ProtobufWriter writer = new();

    /// <summary>The first event of a file.</summary>
    public ReadOnlySpan<byte> Version(DateTimeOffset at)
    {
        Begin(at, step: 0);
        writer.WriteString(EventFileVersion, "brain.Event:2");
        return writer.Written;
    }

    /// <summary>The run goes on: events of this step and later ones in older files were undone.</summary>
    public ReadOnlySpan<byte> SessionStart(DateTimeOffset at, long purgeStep)
    {
        Begin(at, purgeStep);
        writer.Begin(EventSessionLog);
        writer.WriteInt64(SessionStatus, StatusStart);
        writer.End();
        return writer.Written;
    }

    /// <summary>Values of a step.</summary>
    public ReadOnlySpan<byte> Scalars(
        DateTimeOffset at, long step, params ReadOnlySpan<(string Tag, double Value)> scalars)
    {
        BeginSummary(at, step);
        foreach ((string tag, double value) in scalars)
        {
            writer.Begin(SummaryValue);
            writer.WriteString(ValueTag, tag);
            writer.WriteFloat(ValueSimple, (float)value);
            writer.End();
        }

        return EndSummary();
    }

    /// <summary>A text in Markdown.</summary>
    public ReadOnlySpan<byte> Text(DateTimeOffset at, long step, string tag, string markdown)
    {
        BeginSummary(at, step);
        writer.Begin(SummaryValue);
        writer.WriteString(ValueTag, tag);
        writer.Begin(ValueTensor);
        writer.WriteInt64(TensorType, TypeString);

        // A single text: a shape without dimensions.
        writer.Begin(TensorShape);
        writer.End();
        writer.WriteString(TensorStrings, markdown);
        writer.End();
        writer.Begin(ValueMetadata);
        writer.Begin(MetadataPlugin);
        writer.WriteString(PluginName, "text");
        writer.End();
        writer.WriteInt64(MetadataDataClass, DataClassTensor);
        writer.End();
        writer.End();
        return EndSummary();
    }

    /// <summary>How values are spread.</summary>
    public ReadOnlySpan<byte> Histograms(
        DateTimeOffset at, long step, params ReadOnlySpan<(string Tag, Histogram Spread)> histograms)
    {
        BeginSummary(at, step);
        foreach ((string tag, Histogram spread) in histograms)
        {
            writer.Begin(SummaryValue);
            writer.WriteString(ValueTag, tag);
            WriteHistogram(spread);
            writer.End();
        }

        return EndSummary();
    }

    private void WriteHistogram(Histogram spread)
    {
        double[] counts = [.. spread.Counts.Select(count => (double)count)];
        double[] limits = new double[counts.Length];
        double count = 0;
        for (int bucket = 0; bucket < counts.Length; bucket++)
        {
            count += counts[bucket];
            double share = (bucket + 1.0) / counts.Length;
            limits[bucket] = spread.Minimum + (share * (spread.Maximum - spread.Minimum));
        }

        writer.Begin(ValueHistogram);
        writer.WriteDouble(HistogramMinimum, spread.Minimum);
        writer.WriteDouble(HistogramMaximum, spread.Maximum);
        writer.WriteDouble(HistogramCount, count);
        writer.WriteDouble(HistogramSum, count * spread.Mean);
        writer.WriteDouble(
            HistogramSquares, count * ((spread.Deviation * spread.Deviation) + (spread.Mean * spread.Mean)));
        writer.WriteDoubles(HistogramLimits, limits);
        writer.WriteDoubles(HistogramBuckets, counts);
        writer.End();
    }

    private void Begin(DateTimeOffset at, long step)
    {
        writer.Clear();
        writer.WriteDouble(EventWallTime, UnixTime.SecondsOf(at));
        writer.WriteInt64(EventStep, step);
    }

    private void BeginSummary(DateTimeOffset at, long step)
    {
        Begin(at, step);
        writer.Begin(EventSummary);
    }

    private ReadOnlySpan<byte> EndSummary()
    {
        writer.End();
        return writer.Written;
    }
}
