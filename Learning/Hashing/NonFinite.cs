using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnCluster.Learning.Hashing;

/// <summary>Finds values that are not numbers. Integer comparisons only: the same answer on every machine.</summary>
internal static class NonFinite
{
    private const int ExponentMask = 0x7F80_0000;

    /// <summary>The index of the first NaN or infinity; -1 when all values are finite.</summary>
    public static int IndexOf(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        var mask = new Vector<int>(ExponentMask);
        int index = 0;
        for (; index <= bits.Length - Vector<int>.Count; index += Vector<int>.Count)
        {
            if (Vector.EqualsAny(new Vector<int>(bits[index..]) & mask, mask))
            {
                break;
            }
        }

        for (; index < bits.Length; index++)
        {
            if ((bits[index] & ExponentMask) == ExponentMask)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The index of the first NaN; -1 when there is none.</summary>
    public static int IndexOfNaN(ReadOnlySpan<double> values)
    {
        for (int index = 0; index < values.Length; index++)
        {
            if (double.IsNaN(values[index]))
            {
                return index;
            }
        }

        return -1;
    }
}
