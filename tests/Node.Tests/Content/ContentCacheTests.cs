using RnnCluster.Learning.Checkpoints;
using RnnCluster.Node.Content;

namespace RnnCluster.Node.Tests.Content;

public sealed class ContentCacheTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-cache-").FullName;
    private readonly TokenContent content = TokenContent.Of([1, 2, 3]);
    private readonly ContentCache cache;

    public ContentCacheTests() => cache = new ContentCache(new DirectoryStorage(folder));

    private string File => Path.Join(folder, content.Hash);

    [Fact]
    public void APlaceThatTheSystemDoesNotLetUsLookAtHoldsNothing() =>
        Assert.Null(new ContentCache(new DirectoryStorage(Path.GetTempPath())).Find(new string('x', 300)));

    [Fact]
    public void WhatWasNeverKeptIsMissing() => Assert.Null(cache.Find(content.Hash));

    [Fact]
    public void WhatWasKeptIsFound()
    {
        cache.Keep(content.Hash, content.Bytes.ToArray());

        Assert.Equal(content.Bytes.ToArray(), cache.Find(content.Hash));
    }

    [Fact]
    public void ADamagedFileIsAsGoodAsMissing()
    {
        cache.Keep(content.Hash, content.Bytes.ToArray());
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        bytes[0] ^= 1;
        System.IO.File.WriteAllBytes(File, bytes);

        Assert.Null(cache.Find(content.Hash));
    }

    [Fact]
    public void ADamagedFileIsKeptAnew()
    {
        System.IO.File.WriteAllBytes(File, [1]);
        cache.Keep(content.Hash, content.Bytes.ToArray());

        Assert.Equal(content.Bytes.ToArray(), cache.Find(content.Hash));
    }

    [Fact]
    public void WhatIsNotItsNameIsNeverKept()
    {
        Assert.Throws<InvalidOperationException>(() => cache.Keep(content.Hash, [1, 2, 3, 4]));
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void ACacheWithoutAPlaceKeepsNothing()
    {
        var none = new ContentCache(storage: null);
        none.Keep(content.Hash, content.Bytes.ToArray());

        Assert.Null(none.Find(content.Hash));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
