using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// The file <c>metrics.jsonl</c>: one JSON object a step, without times, so that equal runs have equal files. A line
/// reaches the operating system before <see cref="Append"/> returns. A run that resumes cuts the file back to its
/// checkpoint and writes the lines behind it again, to the same bytes.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    /// <summary>The file's name in a run's output.</summary>
    public const string FileName = "metrics.jsonl";

    private const int DigestHexLength = 32;

    private readonly Stream stream;
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Utf8JsonWriter json;

    private MetricsLog(Stream stream)
    {
        this.stream = stream;
        json = new Utf8JsonWriter(line);
    }

    /// <summary>Begins an empty log; one that is there is replaced.</summary>
    /// <param name="storage">The run's output.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static MetricsLog Create(IStorage storage)
    {
        storage.Write(FileName, _ => { });
        return new MetricsLog(storage.OpenAppend(FileName));
    }

    /// <summary>Cuts a log back to a step and continues it. The cut is atomic; a torn last line is dropped.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="step">The checkpoint's step: the last line that stays.</param>
    /// <param name="warn">Gets a line when lines up to that step are missing.</param>
    /// <exception cref="InputException">A line before the last is damaged, or the file cannot be written.</exception>
    public static MetricsLog Resume(IStorage storage, Step step, Action<string> warn)
    {
        Step last = Step.Zero;
        if (storage.Exists(FileName))
        {
            storage.Write(FileName, cut => last = Copy(storage, cut, step));
        }

        if (last < step)
        {
            warn($"{storage.Locate(FileName)}: ends at step {last}, the checkpoint is of step {step}: "
                + "the lines between are lost");
        }

        return new MetricsLog(storage.OpenAppend(FileName));
    }

    /// <summary>Adds a line.</summary>
    /// <param name="metrics">The step's values, all finite.</param>
    public void Append(in StepMetrics metrics)
    {
        line.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteNumber("step", metrics.Step.Value);
        json.WriteNumber("loss", metrics.Loss);
        if (metrics.ValidationLoss is { } validationLoss)
        {
            json.WriteNumber("validationLoss", validationLoss);
        }

        json.WriteNumber("rate", metrics.Rate);
        json.WriteNumber("norm", metrics.Norm);
        json.WriteBoolean("clipped", metrics.IsClipped);
        Span<char> digest = stackalloc char[DigestHexLength];
        Ensure.That(metrics.Digest.TryFormat(digest, out _, "x32", CultureInfo.InvariantCulture));
        json.WriteString("digest", digest);
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
        stream.Write(line.WrittenSpan);
    }

    /// <summary>
    /// Waits until all lines are on the disk. Called before a checkpoint is written, so that no checkpoint is ahead of
    /// its log after a power failure.
    /// </summary>
    public void Flush() => stream.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        json.Dispose();
        stream.Dispose();
    }

    private static Step Copy(IStorage storage, Stream cut, Step step)
    {
        string file = storage.Locate(FileName);
        using Stream old = storage.OpenRead(FileName);
        using var reader = new StreamReader(old, Encoding.UTF8);
        Step last = Step.Zero;
        long number = 0;
        string? next = reader.ReadLine();
        while (next is { } line)
        {
            next = reader.ReadLine();
            number++;
            if (!TryReadStep(line, out Step lineStep) || lineStep <= last)
            {
                if (next is null)
                {
                    break;
                }

                throw new InputException(
                    $"{file}: line {number} is no line of this log: repair it, or move the file away to resume "
                    + "without its history");
            }

            if (lineStep > step)
            {
                break;
            }

            cut.Write(Encoding.UTF8.GetBytes(line + "\n"));
            last = lineStep;
        }

        return last;
    }

    private static bool TryReadStep(string line, out Step step)
    {
        step = Step.Zero;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("step", out JsonElement value)
                || value.ValueKind != JsonValueKind.Number
                || !value.TryGetInt64(out long number))
            {
                return false;
            }

            step = new Step(number);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
