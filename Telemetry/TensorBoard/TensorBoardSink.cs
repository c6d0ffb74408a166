using System.Globalization;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Telemetry.Events;

namespace RnnCluster.Telemetry.TensorBoard;

/// <summary>
/// Writes the events of a run into a file that TensorBoard reads: <c>tensorboard/events.out.tfevents.TIME.HOST</c> in
/// the run's output. Each start of a run begins a file of its own; TensorBoard reads a folder's files as one run.
/// </summary>
internal sealed class TensorBoardSink : IEventSink
{
    /// <summary>The folder within the run's output.</summary>
    public const string Folder = "tensorboard";

    /// <summary>The label of its metric and its word in a warning.</summary>
    public const string SinkName = "tensorboard";

    /// <summary>
    /// Bytes that are collected before they are handed to the system, sooner than the flush asks for: 8,000 steps, at
    /// 130 bytes each.
    /// </summary>
    private const int BufferBytesMax = 1 << 20;

    private readonly Stream file;
    private readonly TelemetrySetup setup;
    private readonly MemoryStream buffer = new();
    private readonly EventEncoder encoder = new();

    private TensorBoardSink(Stream file, TelemetrySetup setup)
    {
        this.file = file;
        this.setup = setup;
    }

    public string Name => SinkName;

    /// <summary>Begins a file.</summary>
    /// <param name="output">The run's output.</param>
    /// <param name="setup">The run.</param>
    /// <param name="at">Now.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static TensorBoardSink Open(IStorage output, TelemetrySetup setup, DateTimeOffset at)
    {
        var sink = new TensorBoardSink(output.OpenAppend(NewName(output, at)), setup);
        sink.Write(sink.encoder.Version(at));
        if (setup.FirstStep > Step.Zero)
        {
            // The state of that step stands; what came after it is made once more.
            sink.Write(sink.encoder.SessionStart(at, setup.FirstStep.Next.Value));
        }

        if (setup.Specification.Length > 0)
        {
            string text = MarkdownCode.Of(setup.Specification, "yaml");
            sink.Write(sink.encoder.Text(at, setup.FirstStep.Value, "specification", text));
        }

        sink.Flush();
        return sink;
    }

    public void On(in StampedEvent happened)
    {
        DateTimeOffset at = happened.At;
        switch (happened.Event)
        {
            case StepCompleted completed:
                WriteStep(completed, at);
                break;
            case RunValidated validated:
                Write(encoder.Scalars(at, validated.Step.Value, ("loss/validation", validated.Loss)));
                break;
            case ParameterSampled sampled:
                Write(encoder.Histograms(
                    at,
                    sampled.Step.Value,
                    ($"weights/{sampled.Name}", sampled.Weights),
                    ($"gradients/{sampled.Name}", sampled.Gradient)));
                break;
            case SampleWritten sample:
                Write(encoder.Text(at, sample.Step.Value, "sample", MarkdownCode.Of(sample.Text)));
                break;
            default:
                break;
        }
    }

    public void Flush()
    {
        if (buffer.Length > 0)
        {
            file.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
            buffer.SetLength(0);
        }
    }

    public void Dispose()
    {
        Flush();
        file.Dispose();
        buffer.Dispose();
    }

    /// <summary>A second start within a second gets a name of its own, which comes after the first one's.</summary>
    private static string NewName(IStorage output, DateTimeOffset at)
    {
        long seconds = at.ToUnixTimeSeconds();
        string name;
        do
        {
            name = string.Create(
                CultureInfo.InvariantCulture,
                $"{Folder}/events.out.tfevents.{seconds:d10}.{Environment.MachineName}");
            seconds++;
        }
        while (output.Exists(name));

        return name;
    }

    private void WriteStep(StepCompleted completed, DateTimeOffset at)
    {
        double seconds = completed.Duration.TotalSeconds;
        Write(encoder.Scalars(
            at,
            completed.Step.Value,
            ("loss/training", completed.Loss),
            ("learning_rate", completed.Rate),
            ("gradient_norm", completed.Norm),
            ("tokens_per_second", seconds > 0 ? setup.TokensPerStep / seconds : 0)));
    }

    private void Write(ReadOnlySpan<byte> record)
    {
        RecordFraming.Write(buffer, record);
        if (buffer.Length >= BufferBytesMax)
        {
            Flush();
        }
    }
}
