using System.Buffers;
using System.Globalization;
using System.Text.Json;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// What a checkpoint owes if the run stopped before the validation of its step was done: the validation itself, and the
/// step's line of metrics, which waits for the result. It is in the manifest and not in the state: the state after a
/// step is the same whether it was validated or not, so its hash must be.
/// </summary>
public static class OwedValidation
{
    /// <summary>The line that is not written yet, as one JSON value in UTF-8.</summary>
    /// <param name="line">The step's values, without a validation loss.</param>
    public static byte[] ToJson(in StepMetrics line)
    {
        Ensure.That(line.ValidationLoss is null);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("loss", line.Loss);
            json.WriteNumber("rate", line.Rate);
            json.WriteNumber("norm", line.Norm);
            json.WriteBoolean("clipped", line.IsClipped);
            json.WriteString("digest", line.Digest.ToString("x32", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="bytes">A JSON value.</param>
    /// <param name="step">The checkpoint's step.</param>
    /// <param name="location">The checkpoint, for messages.</param>
    /// <exception cref="InputException">It is something else.</exception>
    public static StepMetrics Parse(ReadOnlyMemory<byte> bytes, Step step, string location)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        JsonElement root = document.RootElement;
        try
        {
            return new StepMetrics(
                step,
                root.GetProperty("loss").GetDouble(),
                ValidationLoss: null,
                root.GetProperty("rate").GetDouble(),
                root.GetProperty("norm").GetDouble(),
                root.GetProperty("clipped").GetBoolean(),
                UInt128.Parse(
                    root.GetProperty("digest").GetString()!,
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture));
        }
        catch (Exception fault)
            when (fault is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException
                or ArgumentException)
        {
            throw new InputException(
                $"{location}: field 'owed' must have loss, rate, norm, clipped and digest of step {step}", fault);
        }
    }
}
