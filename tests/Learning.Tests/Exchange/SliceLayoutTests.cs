using RnnCluster.Learning.Exchange;

namespace RnnCluster.Learning.Tests.Exchange;

public sealed class SliceLayoutTests
{
    private const int Block = 4096;

    [Fact]
    public void ASliceIsOneMebibyte()
    {
        var layout = new SliceLayout(1_000_000);
        Assert.Equal(1 << 20, layout.Length(0) * sizeof(float));
        Assert.Equal(4, layout.Count);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(Block, 1, 1)]
    [InlineData(Block + 1, 1, 2)]
    [InlineData((7 * Block) + 5, 1, 8)]
    [InlineData((7 * Block) + 5, 3, 3)]
    [InlineData((7 * Block) + 5, 8, 1)]
    [InlineData(int.MaxValue / 4, 64, 2048)]
    public void SlicesAreWholeBlocksAndCoverEverythingOnce(int length, int blocks, int count)
    {
        var layout = new SliceLayout(length, blocks);
        Assert.Equal(count, layout.Count);
        int element = 0;
        int block = 0;
        for (int slice = 0; slice < layout.Count; slice++)
        {
            Assert.Equal(element, layout.Offset(slice));
            Assert.Equal(block, layout.FirstBlock(slice));
            Assert.Equal(layout.FirstBlock(slice) * Block, layout.Offset(slice));
            Assert.True(layout.Length(slice) > 0);
            Assert.Equal((layout.Length(slice) + Block - 1) / Block, layout.BlockCount(slice));
            Assert.Equal(slice, layout.SliceOf(element));
            element += layout.Length(slice);
            block += layout.BlockCount(slice);
            Assert.Equal(slice, layout.SliceOf(element - 1));
        }

        Assert.Equal((length, (length + Block - 1) / Block), (element, block));
    }

    [Fact]
    public void ASliceThatIsNotThereIsRefused()
    {
        var layout = new SliceLayout(2 * Block, 1);
        Assert.Throws<InvalidOperationException>(() => layout.Length(2));
        Assert.Throws<InvalidOperationException>(() => layout.BlockCount(-1));
        Assert.Throws<InvalidOperationException>(() => layout.SliceOf(2 * Block));
        Assert.Throws<InvalidOperationException>(() => new SliceLayout(1, 0));
        Assert.Throws<InvalidOperationException>(() => new SliceLayout(0));
    }
}
