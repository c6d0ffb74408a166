using RnnCluster.Kernels.Memory;
using RnnCluster.Neural.Modules;

namespace RnnCluster.Neural.Tests.Modules;

public sealed class PanelChunksTests
{
    /// <summary>A tanh layer of 256 has one block: as one task it would keep all but one thread waiting.</summary>
    [Theory]
    [InlineData(1, 256, 4)]
    [InlineData(4, 256, 8)]
    [InlineData(4, 512, 8)]
    [InlineData(4, 650, 12)]
    [InlineData(1, 10_000, 40)]
    [InlineData(1, 65, 2)]
    [InlineData(4, 5, 4)]
    public void EveryPanelIsInOneChunkOfItsBlockAndThereAreEnoughForATeam(int blocks, int columns, int count)
    {
        var matrix = new Panels(1, blocks, columns);
        var chunks = new PanelChunks(matrix);

        Assert.Equal(count, chunks.Count);
        int next = 0;
        for (int chunk = 0; chunk < chunks.Count; chunk++)
        {
            (int block, int first, int panels) = chunks[chunk];
            Assert.Equal((next, first / matrix.BlockPanels), (first, block));
            Assert.Equal(block, (first + panels - 1) / matrix.BlockPanels);
            next += panels;
        }

        Assert.Equal(matrix.PanelCount, next);
    }
}
