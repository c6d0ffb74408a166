using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Weights;

/// <summary>
/// Writes safetensors files: tensors in the given order, without gaps, the header padded with blanks to 8 bytes. Equal
/// tensors give equal bytes.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>The file's beginning: the header's length and the header.</summary>
    /// <param name="tensors">The tensors in the order of their bytes.</param>
    /// <param name="metadata">Texts for other readers, in order; usually none.</param>
    public static byte[] Header(
        IReadOnlyList<StateTensor> tensors, IReadOnlyList<KeyValuePair<string, string>>? metadata = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata ?? []);
            long position = 0;
            foreach (StateTensor tensor in tensors)
            {
                WriteEntry(json, tensor, position);
                position += tensor.Bytes.Length;
            }

            json.WriteEndObject();
        }

        int padded = (buffer.WrittenCount + SafetensorsFormat.Alignment - 1) & -SafetensorsFormat.Alignment;
        Ensure.That(padded <= SafetensorsFormat.HeaderLengthMaxBytes);
        byte[] header = new byte[SafetensorsFormat.LengthBytes + padded];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)padded);
        buffer.WrittenSpan.CopyTo(header.AsSpan(SafetensorsFormat.LengthBytes));
        header.AsSpan(SafetensorsFormat.LengthBytes + buffer.WrittenCount).Fill((byte)' ');
        return header;
    }

    /// <summary>Writes a whole file.</summary>
    /// <param name="stream">Gets the bytes.</param>
    /// <param name="tensors">The tensors in the order of their bytes.</param>
    /// <param name="metadata">Texts for other readers, in order; usually none.</param>
    public static void Write(
        Stream stream,
        IReadOnlyList<StateTensor> tensors,
        IReadOnlyList<KeyValuePair<string, string>>? metadata = null)
    {
        stream.Write(Header(tensors, metadata));
        foreach (StateTensor tensor in tensors)
        {
            stream.Write(tensor.Bytes);
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        if (metadata.Count == 0)
        {
            return;
        }

        json.WriteStartObject(SafetensorsFormat.MetadataName);
        foreach ((string key, string value) in metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, StateTensor tensor, long position)
    {
        Ensure.That(tensor.Name != SafetensorsFormat.MetadataName);
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(position);
        json.WriteNumberValue(position + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
