using System.Text;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

public sealed class DirectoryStorageTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rnncluster-storage-").FullName;
    private readonly DirectoryStorage storage;

    public DirectoryStorageTests() => storage = new DirectoryStorage(root);

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void AFileAppearsWholeUnderItsNameAndItsFolderIsMade()
    {
        storage.Write("a/b/c.txt", stream =>
        {
            Assert.False(storage.Exists("a/b/c.txt"));
            stream.Write("text"u8);
        });
        Assert.Equal(["a/b/c.txt"], Files());
        Assert.Equal("text", Read("a/b/c.txt"));
    }

    [Fact]
    public void AWriterThatFailsLeavesTheOldFileAndNoTemporaryOne()
    {
        storage.Write("a.txt", stream => stream.Write("old"u8));
        Assert.Throws<InvalidDataException>(() => storage.Write("a.txt", stream =>
        {
            stream.Write("new"u8);
            throw new InvalidDataException();
        }));
        Assert.Equal("old", Read("a.txt"));
        Assert.Equal(["a.txt"], Files());
    }

    [Fact]
    public void ALongerLeftOverTemporaryFileDoesNotShineThrough()
    {
        File.WriteAllText(Path.Combine(root, "a.txt.tmp"), "left over from a kill");
        storage.Write("a.txt", stream => stream.Write("new"u8));
        Assert.Equal("new", Read("a.txt"));
        Assert.Equal(["a.txt"], Files());
    }

    [Fact]
    public void TwoWritersOfASharedFileDoNotTakeEachOthersTemporaryFileAway()
    {
        var shared = new DirectoryStorage(root, isShared: true);
        shared.Write("a.txt", outer =>
        {
            outer.Write("one"u8);
            shared.Write("a.txt", inner => inner.Write("two"u8));
        });
        Assert.Equal("one", Read("a.txt"));
        Assert.Equal(["a.txt"], Files());
    }

    [Fact]
    public void AnAppendedLineIsThereBeforeTheStreamIsClosed()
    {
        storage.Write("log", stream => stream.Write("one\n"u8));
        using Stream log = storage.OpenAppend("log");
        log.Write("two\n"u8);
        using var reader = new StreamReader(
            new FileStream(Path.Combine(root, "log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Equal("one\ntwo\n", reader.ReadToEnd());
    }

    [Fact]
    public void TheLastFileTakesItsFolderAlong()
    {
        storage.Write("a/1", _ => { });
        storage.Write("a/2", _ => { });
        storage.Delete("a/1");
        Assert.True(Directory.Exists(Path.Combine(root, "a")));
        storage.Delete("a/2");
        Assert.False(Directory.Exists(Path.Combine(root, "a")));
        storage.Delete("a/2");
        Assert.True(Directory.Exists(root));
    }

    [Fact]
    public void OnlyWhatIsDirectlyThereIsListedInOrdinalOrder()
    {
        foreach (string name in new[] { "b", "a/2", "a/10", "B", "a.x" })
        {
            storage.Write(name, _ => { });
        }

        Assert.Equal(["B", "a", "a.x", "b"], storage.List());
        Assert.Empty(new DirectoryStorage(Path.Combine(root, "none")).List());
    }

    [Fact]
    public void WhatCannotBeWrittenIsSaidWithItsPath()
    {
        File.WriteAllText(Path.Combine(root, "file"), string.Empty);
        InputException fault = Assert.Throws<InputException>(() => storage.Write("file/a", _ => { }));
        Assert.StartsWith($"{root}/file/a: cannot be written: ", fault.Message, StringComparison.Ordinal);
        fault = Assert.Throws<InputException>(() => storage.OpenRead("none/a"));
        Assert.Equal($"{root}/none/a: there is no such file", fault.Message);
    }

    private string[] Files() =>
    [
        .. Directory.GetFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal),
    ];

    private string Read(string name)
    {
        using var reader = new StreamReader(storage.OpenRead(name), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
