using System.Runtime.InteropServices;

namespace RnnCluster.Kernels.Tests.Products;

/// <summary>Demands equal bits: 0 is not -0 here, and nothing is nearly equal.</summary>
internal static class BitAssert
{
    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string where)
    {
        ReadOnlySpan<int> expectedBits = MemoryMarshal.Cast<float, int>(expected);
        ReadOnlySpan<int> actualBits = MemoryMarshal.Cast<float, int>(actual);
        int index = expectedBits.CommonPrefixLength(actualBits);
        if (index < expected.Length || expected.Length != actual.Length)
        {
            Assert.Fail(
                $"{where}: float {index} of {expected.Length} is {actual[index]:R} ({actualBits[index]:X8}), " +
                $"expected {expected[index]:R} ({expectedBits[index]:X8})");
        }
    }
}
