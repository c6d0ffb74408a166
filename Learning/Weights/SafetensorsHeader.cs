using System.Text.Json;
using System.Text.Unicode;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Weights;

/// <summary>
/// Reads the header of a safetensors file from anybody: every rule of the format is checked, so that whoever holds the
/// entries may rely on them.
/// </summary>
internal static class SafetensorsHeader
{
    // An entry is an object in the root with lists in it: depth 3. Deeper nesting is no header.
    private const int DepthMax = 8;
    private const int QuotedNameLengthMax = 80;

    /// <summary>The tensors in the order of their bytes, which they cover without gap or overlap.</summary>
    /// <param name="json">The header.</param>
    /// <param name="dataLength">The bytes behind the header.</param>
    /// <param name="file">The file's name in messages.</param>
    public static List<SafetensorsEntry> Parse(ReadOnlyMemory<byte> json, long dataLength, string file)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            if (!Utf8.IsValid(json.Span))
            {
                throw new InputException($"{file}: the header is not UTF-8");
            }

            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DepthMax });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new InputException($"{file}: the header is not a JSON object");
            }

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name))
                {
                    throw new InputException($"{file}: tensor {Quote(property.Name)} is in the header twice");
                }

                if (property.Name == SafetensorsFormat.MetadataName)
                {
                    CheckMetadata(property.Value, file);
                }
                else
                {
                    entries.Add(ParseEntry(property, file));
                }
            }
        }
        catch (JsonException fault)
        {
            long position = SafetensorsFormat.LengthBytes + (fault.BytePositionInLine ?? 0);
            throw new InputException(
                $"{file}: the header is not JSON (line {1 + (fault.LineNumber ?? 0)}, byte {position})", fault);
        }
        catch (InvalidOperationException fault)
        {
            throw new InputException($"{file}: the header has a text that is not Unicode", fault);
        }

        List<SafetensorsEntry> ordered = [.. entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length)];
        CheckCover(ordered, dataLength, file);
        return ordered;
    }

    /// <summary>A name from a file, fit for a one-line message.</summary>
    public static string Quote(string name)
    {
        string shown = name.Length <= QuotedNameLengthMax ? name : name[..QuotedNameLengthMax] + "...";
        return $"'{string.Concat(shown.Select(character => char.IsControl(character) ? '?' : character))}'";
    }

    private static void CheckMetadata(JsonElement metadata, string file)
    {
        if (metadata.ValueKind != JsonValueKind.Object
            || metadata.EnumerateObject().Any(property => property.Value.ValueKind != JsonValueKind.String))
        {
            throw new InputException($"{file}: {SafetensorsFormat.MetadataName} must be an object of texts");
        }
    }

    private static SafetensorsEntry ParseEntry(JsonProperty property, string file)
    {
        string where = $"{file}: tensor {Quote(property.Name)}";
        JsonElement entry = property.Value;
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape", out JsonElement shape)
            || !entry.TryGetProperty("data_offsets", out JsonElement offsets)
            || entry.EnumerateObject().Count() != 3)
        {
            throw new InputException($"{where} must be an object of dtype, shape and data_offsets");
        }

        if (!TensorTypes.TryParse(dtype.GetString()!, out TensorType type))
        {
            throw new InputException(
                $"{where} has dtype {Quote(dtype.GetString()!)}; F32, F64, F16, BF16, I64 and U8 can be read");
        }

        IReadOnlyList<long> sizes = Integers(shape)
            ?? throw new InputException($"{where}: shape must be a list of whole numbers >= 0");
        if (!TensorTypes.TryByteCount(type, sizes, out long length))
        {
            throw new InputException($"{where}: shape {TensorTypes.Text(sizes)} has more elements than a file can");
        }

        if (Integers(offsets) is not [long begin, long end] || begin > end)
        {
            throw new InputException($"{where}: data_offsets must be [begin, end] with 0 <= begin <= end");
        }

        if (end - begin != length)
        {
            throw new InputException(
                $"{where}: data_offsets hold {end - begin} bytes, "
                + $"but {type} {TensorTypes.Text(sizes)} takes {length}");
        }

        return new SafetensorsEntry(property.Name, type, sizes, begin, length);
    }

    private static List<long>? Integers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var integers = new List<long>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long value) || value < 0)
            {
                return null;
            }

            integers.Add(value);
        }

        return integers;
    }

    private static void CheckCover(List<SafetensorsEntry> ordered, long dataLength, string file)
    {
        long position = 0;
        string before = "the header";
        foreach (SafetensorsEntry entry in ordered)
        {
            string name = $"tensor {Quote(entry.Name)}";
            if (entry.Offset < position)
            {
                throw new InputException($"{file}: {name} overlaps {before}");
            }

            if (entry.Offset > position)
            {
                throw new InputException(
                    $"{file}: a hole of {entry.Offset - position} bytes between {before} and {name}");
            }

            position += entry.Length;
            if (position > dataLength)
            {
                throw new InputException(
                    $"{file}: truncated: {name} ends {position - dataLength} bytes behind the end of the file");
            }

            before = name;
        }

        if (position < dataLength)
        {
            throw new InputException($"{file}: {dataLength - position} bytes too many behind {before}");
        }
    }
}
