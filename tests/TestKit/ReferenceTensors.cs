using System.Buffers.Binary;
using System.Text.Json;
using RnnCluster.Shared;

namespace RnnCluster.TestKit;

/// <summary>
/// A second reader of safetensors, written apart from the product's own, so that an error in one of them cannot hide in
/// both. It believes the file: 8 bytes of header length, a JSON header, little-endian data.
/// </summary>
public static class ReferenceTensors
{
    /// <summary>Reads all tensors of a file.</summary>
    /// <param name="path">A safetensors file of F32 and F64 tensors.</param>
    /// <returns>The tensors by name, row-major, widened to double.</returns>
    public static SortedDictionary<string, ReferenceTensor> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
        ReadOnlySpan<byte> data = file.AsSpan(8 + headerLength);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        var tensors = new SortedDictionary<string, ReferenceTensor>(StringComparer.Ordinal);
        foreach (JsonProperty entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name != "__metadata__")
            {
                tensors.Add(entry.Name, ReadTensor(entry.Value, data));
            }
        }

        return tensors;
    }

    private static ReferenceTensor ReadTensor(JsonElement entry, ReadOnlySpan<byte> data)
    {
        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        int begin = entry.GetProperty("data_offsets")[0].GetInt32();
        int end = entry.GetProperty("data_offsets")[1].GetInt32();
        string? kind = entry.GetProperty("dtype").GetString();
        Ensure.That(kind is "F32" or "F64");
        int width = kind == "F32" ? sizeof(float) : sizeof(double);
        double[] values = new double[shape.Aggregate(1, (product, size) => product * size)];
        Ensure.That(end - begin == values.Length * width);
        for (int index = 0; index < values.Length; index++)
        {
            ReadOnlySpan<byte> at = data[(begin + (index * width))..];
            values[index] = kind == "F32"
                ? BinaryPrimitives.ReadSingleLittleEndian(at)
                : BinaryPrimitives.ReadDoubleLittleEndian(at);
        }

        return new ReferenceTensor(shape, values);
    }
}
