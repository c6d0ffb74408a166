using RnnCluster.Kernels.Embeddings;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Tests.Embeddings;

public sealed class EmbeddingGatherTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void RowsOfTheTableBecomeRowsOfTheMatrix(int columns)
    {
        float[] table = [.. Enumerable.Range(0, 9 * columns).Select(i => i + 1f)];
        int[] tokens = [99, 8, 0, 8, 3, 99];
        Panels destination = TestPanels.Random(6, 1, columns, 1, 1);
        destination.RowsOf(destination.PanelCount - 1, 0, 6)[((columns - 1) % 16)..].Fill(7);
        EmbeddingGather.Gather(table, tokens, destination, 1, 4);
        for (int row = 1; row < 5; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Assert.Equal(table[(tokens[row] * columns) + column], destination[row, column]);
            }

            Span<float> last = destination.RowsOf(destination.PanelCount - 1, row, 1);
            Assert.All(last[(((columns - 1) % 16) + 1)..].ToArray(), x => Assert.Equal(0, x));
        }

        Assert.Equal(7, destination[5, columns - 1]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(9)]
    public void ATokenOutsideTheTableIsRefused(int token) =>
        Assert.Throws<InvalidOperationException>(
            () => EmbeddingGather.Gather(new float[9 * 4], [token], new Panels(1, 4), 0, 1));
}
