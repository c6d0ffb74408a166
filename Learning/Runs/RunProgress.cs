using System.Buffers;
using System.Text.Json;

namespace RnnCluster.Learning.Runs;

/// <summary>The losses that a checkpoint's manifest shows. Not part of the state.</summary>
/// <param name="TrainLoss">Loss of the last step in nats per target.</param>
/// <param name="ValidationLoss">The last validation loss in nats per target.</param>
public readonly record struct RunProgress(double? TrainLoss, double? ValidationLoss)
{
    /// <summary>Writes the losses that there are.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, "trainLoss", TrainLoss);
            Write(json, "validationLoss", ValidationLoss);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; anything else counts as absent.</summary>
    /// <param name="bytes">A JSON value.</param>
    public static RunProgress FromJson(ReadOnlyMemory<byte> bytes)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        return new RunProgress(Read(document, "trainLoss"), Read(document, "validationLoss"));
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static double? Read(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;
}
