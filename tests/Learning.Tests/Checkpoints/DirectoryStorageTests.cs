using System.Text;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

public sealed class DirectoryStorageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rnncluster-storage-").FullName;
    private readonly DirectoryStorage _storage;

    public DirectoryStorageTests() => _storage = new DirectoryStorage(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void AFileAppearsWholeUnderItsNameAndItsFolderIsMade()
    {
        _storage.Write("a/b/c.txt", stream =>
        {
            Assert.False(_storage.Exists("a/b/c.txt"));
            stream.Write("text"u8);
        });
        Assert.Equal(["a/b/c.txt"], _storage.List(string.Empty));
        Assert.Equal("text", Read("a/b/c.txt"));
    }

    [Fact]
    public void AWriterThatFailsLeavesTheOldFileAndNoTemporaryOne()
    {
        _storage.Write("a.txt", stream => stream.Write("old"u8));
        Assert.Throws<InvalidDataException>(() => _storage.Write("a.txt", stream =>
        {
            stream.Write("new"u8);
            throw new InvalidDataException();
        }));
        Assert.Equal("old", Read("a.txt"));
        Assert.Equal(["a.txt"], _storage.List(string.Empty));
    }

    [Fact]
    public void ALongerLeftOverTemporaryFileDoesNotShineThrough()
    {
        File.WriteAllText(Path.Combine(_root, "a.txt.tmp"), "left over from a kill");
        _storage.Write("a.txt", stream => stream.Write("new"u8));
        Assert.Equal("new", Read("a.txt"));
        Assert.Equal(["a.txt"], _storage.List(string.Empty));
    }

    [Fact]
    public void AnAppendedLineIsThereBeforeTheStreamIsClosed()
    {
        _storage.Write("log", stream => stream.Write("one\n"u8));
        using Stream log = _storage.OpenAppend("log");
        log.Write("two\n"u8);
        using var reader = new StreamReader(
            new FileStream(Path.Combine(_root, "log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Equal("one\ntwo\n", reader.ReadToEnd());
    }

    [Fact]
    public void TheLastFileTakesItsFolderAlong()
    {
        _storage.Write("a/1", _ => { });
        _storage.Write("a/2", _ => { });
        _storage.Delete("a/1");
        Assert.True(Directory.Exists(Path.Combine(_root, "a")));
        _storage.Delete("a/2");
        Assert.False(Directory.Exists(Path.Combine(_root, "a")));
        _storage.Delete("a/2");
        Assert.True(Directory.Exists(_root));
    }

    [Fact]
    public void NamesAreListedInOrdinalOrderByPrefix()
    {
        foreach (string name in new[] { "b", "a/2", "a/10", "B", "a.x" })
        {
            _storage.Write(name, _ => { });
        }

        Assert.Equal(["B", "a.x", "a/10", "a/2", "b"], _storage.List(string.Empty));
        Assert.Equal(["a/10", "a/2"], _storage.List("a/"));
        Assert.Empty(new DirectoryStorage(Path.Combine(_root, "none")).List(string.Empty));
    }

    [Fact]
    public void WhatCannotBeWrittenIsSaidWithItsPath()
    {
        File.WriteAllText(Path.Combine(_root, "file"), string.Empty);
        InputException fault = Assert.Throws<InputException>(() => _storage.Write("file/a", _ => { }));
        Assert.StartsWith($"{_root}/file/a: cannot be written: ", fault.Message, StringComparison.Ordinal);
        fault = Assert.Throws<InputException>(() => _storage.OpenRead("none/a"));
        Assert.Equal($"{_root}/none/a: there is no such file", fault.Message);
    }

    private string Read(string name)
    {
        using var reader = new StreamReader(_storage.OpenRead(name), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
