namespace RnnCluster.Kernels.Tests.Products;

public sealed class TileWriterTests
{
    [Fact]
    public void TheGeneratedTilesAreUpToDate()
    {
        string path = Path.Combine(RepositoryRoot(), "Kernels", "Products", "Tiles.g.cs");
        string expected = TileWriter.Write();
        if (Environment.GetEnvironmentVariable("RNNCLUSTER_REWRITE") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(
            expected == File.ReadAllText(path),
            $"{path} differs from what TileWriter writes: run this test with RNNCLUSTER_REWRITE=1 and build again.");
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RnnCluster.sln")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return folder.FullName;
    }
}
