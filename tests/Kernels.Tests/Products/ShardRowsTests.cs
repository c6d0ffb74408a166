using RnnCluster.Kernels.Products;

namespace RnnCluster.Kernels.Tests.Products;

public sealed class ShardRowsTests
{
    /// <summary>Batch rows 0 1 | 2 in the first strip, 3 4 5 | 6 in the second, three time steps.</summary>
    private static readonly ShardRows Two = new(3, [0, 2, 3, 6, 7], 2);

    [Fact]
    public void OneStripIsTimeMajor()
    {
        var shards = new ShardRows(3, [0, 2, 3, 6, 7]);
        Assert.Equal(Enumerable.Range(0, 21), Places(shards, StepRow.Position));
        Assert.Equal(Enumerable.Range(0, 21), Places(shards, StepRow.StateBefore));
        Assert.Equal(Enumerable.Range(7, 21), Places(shards, StepRow.StateAfter));
        Assert.Equal(7, shards.StrideOf(4));
    }

    [Fact]
    public void StripsFollowOneAnother()
    {
        Assert.Equal(
            [0, 1, 2, 9, 10, 11, 12, 3, 4, 5, 13, 14, 15, 16, 6, 7, 8, 17, 18, 19, 20],
            Places(Two, StepRow.Position));
        Assert.Equal([0, 3, 7], Enumerable.Range(0, 3).Select(Two.StripFirst));
        Assert.Equal([0, 0, 0, 1, 1, 1, 1], Enumerable.Range(0, 7).Select(Two.StripOf));
        Assert.Equal([3, 3, 3, 4, 4, 4, 4], Enumerable.Range(0, 7).Select(Two.StrideOf));
    }

    [Fact]
    public void AStateIsAfterOneStepAndBeforeTheNext()
    {
        for (int row = 0; row < 7; row++)
        {
            for (int step = 1; step < 3; step++)
            {
                Assert.Equal(
                    Two.RowOf(step - 1, row, StepRow.StateAfter), Two.RowOf(step, row, StepRow.StateBefore));
            }
        }

        int[] all = [.. Places(Two, StepRow.StateBefore), .. Places(Two, StepRow.StateAfter)];
        Assert.Equal(Enumerable.Range(0, 28), all.Distinct().Order());
    }

    [Fact]
    public void StripsHaveWholeShards()
    {
        Assert.Throws<InvalidOperationException>(() => new ShardRows(1, [0, 2, 3, 6], 2));
        Assert.Throws<InvalidOperationException>(() => new ShardRows(1, [0, 2, 3, 6], 0));
    }

    private static int[] Places(ShardRows shards, StepRow place) =>
    [
        .. Enumerable.Range(0, shards.Steps).SelectMany(
            step => Enumerable.Range(0, shards.RowsPerStep).Select(row => shards.RowOf(step, row, place))),
    ];
}
