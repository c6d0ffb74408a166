using System.Buffers.Binary;
using System.Text;

namespace RnnCluster.Learning.Tests.Weights;

/// <summary>Safetensors files made by hand, right or wrong.</summary>
internal static class RawFile
{
    /// <summary>A file of a header and as many data bytes, all zero.</summary>
    public static byte[] Of(string header, int dataBytes) => Of(header, new byte[dataBytes]);

    /// <summary>A file of a header and data.</summary>
    public static byte[] Of(string header, byte[] data) => Of(Encoding.UTF8.GetBytes(header), data);

    /// <summary>A file of a header and data.</summary>
    public static byte[] Of(byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }
}
