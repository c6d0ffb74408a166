using RnnCluster.Learning.Runs;
using RnnCluster.Neural.Models;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Runs;

/// <summary>A network that no array holds is refused by one line before anything is laid out.</summary>
public sealed class RunRoomTests
{
    [Theory]
    [InlineData(CellKind.Lstm, 1, 1, 4096, 256, 10, "4,096 x 256 positions with 4 x 512 columns (model.hidden)")]
    [InlineData(CellKind.RnnTanh, 1, 1, 32_768, 128, 10, "32,768 x 128 positions with 512 columns (model.hidden)")]
    [InlineData(CellKind.RnnTanh, 1, 0, 64, 64, 10_000_000, "10,000,000 columns (model.embedding)")]
    [InlineData(CellKind.RnnTanh, 1, 2, 64, 64, 10_000_000, "10,000,000 columns (the vocabulary)")]
    [InlineData(CellKind.Lstm, 64, 1, 32_768, 1, 10, "32,768 rows carry through 64 layers of 512")]
    public void TheLineNamesWhatDoesNotFit(
        CellKind cell, int layers, int embedding, int batch, int window, int vocabulary, string expected)
    {
        var model = new ModelOptions(vocabulary, embedding, cell, 512, layers, 0, false, null);

        string message = Assert.Throws<InputException>(() => RunRoom.Ensure(model, batch, window)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("at most", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void TheExamplesFit()
    {
        RunRoom.Ensure(new ModelOptions(100, 64, CellKind.Lstm, 256, 2, 0.1, false, null), 64, 64);
        RunRoom.Ensure(new ModelOptions(10_000, 650, CellKind.Lstm, 650, 2, 0.5, true, null), 20, 35);
    }
}
