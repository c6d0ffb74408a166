using RnnCluster.Kernels.Updates;

namespace RnnCluster.Kernels.Tests.Updates;

public sealed class GradientSumTests
{
    private const int Length = (2 * Blocks.Floats) + 37;

    [Theory]
    [InlineData(0, 3, 0, Length)]
    [InlineData(1, 2, Blocks.Floats, 2 * Blocks.Floats)]
    [InlineData(2, 3, 2 * Blocks.Floats, Length)]
    [InlineData(1, 1, 0, 0)]
    public void ARangeOfBlocksIsAddedAndNothingElse(int firstBlock, int endBlock, int first, int end)
    {
        float[] target = Values(1);
        float[] addend = Values(2);
        GradientSum.Add(target, addend, firstBlock, endBlock);
        float[] expected = Values(1);
        for (int index = first; index < end; index++)
        {
            expected[index] += addend[index];
        }

        Assert.Equal(expected, target);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    public void APartOfAnyLengthAndPlaceIsAdded(int count)
    {
        float[] target = Values(1);
        float[] addend = Values(2);
        GradientSum.Add(target.AsSpan(3, count), addend.AsSpan(5, count));
        float[] expected = Values(1);
        for (int index = 0; index < count; index++)
        {
            expected[3 + index] += addend[5 + index];
        }

        Assert.Equal(expected, target);
    }

    [Fact]
    public void VectorsOfUnequalLengthAreABug() =>
        Assert.Throws<InvalidOperationException>(() => GradientSum.Add(new float[4], new float[5]));

    private static float[] Values(int seed) =>
        [.. Enumerable.Range(0, Length).Select(index => (float)((seed * 7919.0 * index % 1013) - 500) / 3)];
}
