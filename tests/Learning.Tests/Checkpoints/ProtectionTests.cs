using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>Checkpoints of another user, or protected ones, in the folder of a run.</summary>
public sealed class ProtectionTests
{
    private const string Old = "checkpoint-0000000010";

    [Theory]
    [InlineData(true, "manifest.json: cannot be deleted")]
    [InlineData(false, "manifest.json.tmp: cannot be deleted")]
    public void AnOldCheckpointThatCannotBeDeletedCostsNoNewOneAndIsNamedOnce(bool isReadable, string fault)
    {
        var files = new FaultyStorage();
        Sample.Store(files).Write(Sample.Content(10));
        var warnings = new List<string>();
        CheckpointStore store = Sample.Store(new ProtectedStorage(files, Old, isReadable), keep: 1, warnings);
        store.Write(Sample.Content(20));
        store.Write(Sample.Content(30));
        Assert.Equal([new Step(10), new Step(30)], Sample.Store(files).Steps);
        Assert.Equal($"out/{Old}/{fault}: Access is denied; {Old} stays as it is", Assert.Single(warnings));
    }

    [Fact]
    public void ACheckpointThatMayNotBeReadIsDamagedAndNotMissing()
    {
        var files = new FaultyStorage();
        Sample.Store(files).Write(Sample.Content(10));
        var storage = new ProtectedStorage(files, Old, isReadable: false);
        Assert.Equal([new Step(10)], Sample.Store(storage).Steps);
        InputException fault = Assert.Throws<InputException>(() => Sample.Store(storage).TryOpenLatest(out _));
        Assert.Equal(
            $"out: no checkpoint can be used: out/{Old}/manifest.json: cannot be read: Access is denied. Start anew in "
            + "another --out",
            fault.Message);
    }

    [Fact]
    public void AFileThatTheSystemDoesNotLetUsLookAtIsNotMissing()
    {
        string root = Path.GetTempPath();
        string name = new('x', 300);
        InputException fault = Assert.Throws<InputException>(() => new DirectoryStorage(root).Exists(name));
        Assert.StartsWith($"{Path.Join(root, name)}: cannot be read: ", fault.Message, StringComparison.Ordinal);
        Assert.False(new DirectoryStorage(root).Exists("no-such-folder/file"));
    }
}
