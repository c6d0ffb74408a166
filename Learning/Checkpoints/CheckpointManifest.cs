using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// The file that makes a folder a checkpoint. It is written last and says what the state's file must be. Equal
/// checkpoints have equal manifests: no time, no path, no machine in it.
/// </summary>
internal sealed record CheckpointManifest(
    RunIdentity Identity,
    Step Step,
    string StateHash,
    long StateLength,
    string StateSha256,
    ReadOnlyMemory<byte> Spec,
    ReadOnlyMemory<byte> Progress)
{
    /// <summary>Raised when a program of before could not read what this one writes.</summary>
    public const int FormatVersion = 1;

    /// <summary>
    /// The longest manifest that is read, 64 MB. Its bulk is the vocabulary; a million words take about 20 MB.
    /// </summary>
    public const int LengthMaxBytes = 64_000_000;

    private const string Format = "rnncluster-checkpoint";

    private const string OwedField = "owed";

    /// <summary>What is still to be done for the step, one JSON value; empty, and not written, for nothing.</summary>
    public ReadOnlyMemory<byte> Owed { get; init; }

    /// <summary>The manifest as a file, sealed.</summary>
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("formatVersion", FormatVersion);
            json.WriteNumber("numericsVersion", Identity.NumericsVersion);
            json.WriteString("runId", Identity.RunId);
            json.WriteNumber("step", Step.Value);
            json.WriteString("stateHash", StateHash);
            json.WriteStartObject("state");
            json.WriteString("file", CheckpointNames.State);
            json.WriteNumber("bytes", StateLength);
            json.WriteString("sha256", StateSha256);
            json.WriteEndObject();
            json.WriteString("dataHash", Identity.DataHash);
            if (Identity.Origin is { } origin)
            {
                json.WriteStartObject("origin");
                json.WriteString("runId", origin.RunId);
                json.WriteNumber("step", origin.Step.Value);
                json.WriteString("stateHash", origin.StateHash);
                json.WriteEndObject();
            }

            WriteRaw(json, "progress", Progress);
            if (!Owed.IsEmpty)
            {
                WriteRaw(json, OwedField, Owed);
            }

            WriteRaw(json, "spec", Spec);
            WriteRaw(json, "canonicalSpec", Identity.CanonicalSpec);
            WriteRaw(json, "vocabulary", Identity.Vocabulary);
            json.WriteString(ManifestSeal.Field, ManifestSeal.Blank);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        Ensure.That(buffer.WrittenCount <= LengthMaxBytes);
        byte[] manifest = buffer.WrittenSpan.ToArray();
        ManifestSeal.Close(manifest);
        return manifest;
    }

    /// <summary>Reads a manifest and checks its seal.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="file">Its name in messages.</param>
    /// <exception cref="InputException">It is torn, altered, or of a format this program cannot read.</exception>
    public static CheckpointManifest Parse(byte[] bytes, string file)
    {
        if (!ManifestSeal.IsIntact(bytes))
        {
            throw new InputException($"{file}: torn or altered: it does not match its own {ManifestSeal.Field}");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return Parse(document.RootElement, file);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InputException($"{file}: not the JSON that a manifest is made of", fault);
        }
    }

    private static CheckpointManifest Parse(JsonElement root, string file)
    {
        if (Text(root, "format", file) != Format)
        {
            throw new InputException($"{file}: field 'format' must be \"{Format}\"");
        }

        long version = Number(root, "formatVersion", file);
        if (version != FormatVersion)
        {
            throw new InputException(
                $"{file}: format version {version}, this program reads {FormatVersion}: use the release that wrote it");
        }

        JsonElement state = Field(root, "state", file);
        var identity = new RunIdentity(
            Text(root, "runId", file),
            (int)Math.Min(Number(root, "numericsVersion", file), int.MaxValue),
            Raw(root, "canonicalSpec", file),
            Text(root, "dataHash", file),
            Raw(root, "vocabulary", file))
        {
            Origin = OriginOf(root, file),
        };
        if (!StateTensor.IsName(identity.RunId))
        {
            throw new InputException($"{file}: field 'runId' must be visible characters without blanks");
        }

        return new CheckpointManifest(
            identity,
            new Step(Number(root, "step", file)),
            Text(root, "stateHash", file),
            Number(state, "bytes", file),
            Text(state, "sha256", file),
            Raw(root, "spec", file),
            Raw(root, "progress", file))
        {
            Owed = root.TryGetProperty(OwedField, out JsonElement owed)
                ? JsonMarshal.GetRawUtf8Value(owed).ToArray()
                : default,
        };
    }

    private static RunOrigin? OriginOf(JsonElement root, string file)
    {
        if (!root.TryGetProperty("origin", out JsonElement origin))
        {
            return null;
        }

        var read = new RunOrigin(
            Text(origin, "runId", file), new Step(Number(origin, "step", file)), Text(origin, "stateHash", file));
        return read.StateHash.Length == 64 && read.StateHash.All(char.IsAsciiHexDigitLower)
            ? read
            : throw new InputException($"{file}: field 'origin.stateHash' must be 64 lowercase hexadecimal digits");
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Span);
    }

    private static JsonElement Field(JsonElement parent, string name, string file) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value)
            ? value
            : throw new InputException($"{file}: field '{name}' is missing");

    private static string Text(JsonElement parent, string name, string file)
    {
        JsonElement value = Field(parent, name, file);
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InputException($"{file}: field '{name}' must be a text");
    }

    private static long Number(JsonElement parent, string name, string file)
    {
        JsonElement value = Field(parent, name, file);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0
            ? number
            : throw new InputException($"{file}: field '{name}' must be a whole number >= 0");
    }

    private static byte[] Raw(JsonElement parent, string name, string file) =>
        JsonMarshal.GetRawUtf8Value(Field(parent, name, file)).ToArray();
}
