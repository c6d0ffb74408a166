using System.Diagnostics;

namespace RnnCluster.Learning.Hashing;

/// <summary>Facts about tensor types and shapes.</summary>
internal static class TensorTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(TensorType type) => type switch
    {
        TensorType.U8 => 1,
        TensorType.F16 or TensorType.BF16 => 2,
        TensorType.F32 => 4,
        TensorType.F64 or TensorType.I64 => 8,
        _ => throw new UnreachableException(),
    };

    /// <summary>The type with a safetensors name; false for those that this program has no use for.</summary>
    public static bool TryParse(string name, out TensorType type) =>
        Enum.TryParse(name, ignoreCase: false, out type) && type.ToString() == name;

    /// <summary>A shape as people write it: [256, 64].</summary>
    public static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>The bytes of a tensor; false when a size is negative or the product leaves 63 bits.</summary>
    public static bool TryByteCount(TensorType type, IReadOnlyList<long> shape, out long bytes)
    {
        // A zero makes the product zero whatever stands beside it, but a negative size is wrong beside a zero too.
        Int128 product = Size(type);
        foreach (long size in shape)
        {
            if (size < 0 || (product *= size) > long.MaxValue)
            {
                bytes = 0;
                return false;
            }
        }

        bytes = (long)product;
        return true;
    }
}
