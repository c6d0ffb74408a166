using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>Files of a run that the disk does not give back: they are passed over like damaged ones.</summary>
public sealed class BadSectorTests
{
    private const string Older = "checkpoint-0000000010";
    private const string Newest = "checkpoint-0000000020";
    private const string Manifest = Newest + "/manifest.json";
    private const string State = Newest + "/state.safetensors";
    private const string Next = Newest + "/state.next.safetensors";

    private readonly FaultyStorage files = new();
    private readonly List<string> warnings = [];

    /// <summary>Each file of a checkpoint, and each call by which a reader may meet the sector.</summary>
    public static TheoryData<string, SectorFailure> BadFiles => new()
    {
        { Manifest, SectorFailure.Look },
        { Manifest, SectorFailure.Open },
        { Manifest, SectorFailure.Read },
        { State, SectorFailure.Look },
        { State, SectorFailure.Open },
        { State, SectorFailure.Read },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void ACheckpointThatTheDiskDoesNotGiveBackIsNamedAndTheOneBeforeIsUsed(string file, SectorFailure failing)
    {
        BadSectorStorage storage = TwoCheckpoints();
        storage.Bad.Add(file, failing);
        CheckpointStore store = Sample.Store(storage, warnings: warnings);
        Assert.Equal(Sample.RunId, store.FindIdentity()?.RunId);
        Assert.True(store.TryOpenLatest(out Checkpoint? checkpoint));
        Assert.Equal(10, checkpoint.Step.Value);
        Assert.Equal(
            [
                $"checkpoint passed over: out/{file}: cannot be read: Input/output error",
                $"out/latest: does not name {Older}, the newest good one, which is used",
            ],
            warnings);
        Assert.Equal([new Step(10), new Step(20)], store.Steps);
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void ARunThatComesThereAgainWritesItAnewWithTheSameOrAnotherState(string file, SectorFailure failing)
    {
        foreach (CheckpointContent content in (CheckpointContent[])[Sample.Content(20), Sample.AmendedContent(20, 1)])
        {
            BadSectorStorage storage = TwoCheckpoints();
            storage.Bad.Add(file, failing);
            string hash = Sample.Store(storage).Write(content);
            Assert.True(Sample.Store(storage, warnings: warnings).TryOpenLatest(out Checkpoint? checkpoint));
            Assert.Equal(hash, checkpoint.StateHash);
            Assert.Empty(storage.Bad);
            Assert.Empty(warnings);
            Assert.DoesNotContain(Next, files.Files.Keys);
        }
    }

    [Theory]
    [InlineData(SectorFailure.Look)]
    [InlineData(SectorFailure.Open)]
    [InlineData(SectorFailure.Read)]
    public void AFileLatestThatTheDiskDoesNotGiveBackHindersNoReader(SectorFailure failing)
    {
        BadSectorStorage storage = TwoCheckpoints();
        storage.Bad.Add("latest", failing);
        CheckpointStore store = Sample.Store(storage, warnings: warnings);
        Assert.True(store.TryOpenLatest(out Checkpoint? checkpoint));
        Assert.Equal(20, checkpoint.Step.Value);
        Assert.Equal(
            $"out/latest: cannot be read: Input/output error; {Newest} is the newest good one and is used",
            Assert.Single(warnings));
        Assert.False(store.IsLatest(new Step(20)));
    }

    [Fact]
    public void WhenTheDiskGivesNoCheckpointBackItIsAFaultOfTheWorldThatSaysWhatToDo()
    {
        BadSectorStorage storage = TwoCheckpoints();
        storage.Bad.Add(State, SectorFailure.Read);
        files.Files[Older + "/state.safetensors"][^1] ^= 1;
        StorageException fault =
            Assert.Throws<StorageException>(() => Sample.Store(storage).TryOpenLatest(out _));
        Assert.Equal(
            $"out: no checkpoint can be used: out/{State}: cannot be read: Input/output error; out/{Older}/"
            + "state.safetensors: altered: its SHA-256 is not the one in its manifest. Check the disk or copy the "
            + "folder to another one, and resume there; or start anew in another --out",
            fault.Message);
    }

    /// <summary>Another file would fail as well: a run would go back, or begin anew, although all is sound.</summary>
    [Theory]
    [InlineData(State, 12, "Cannot allocate memory")]
    [InlineData(State, 23, "Too many open files in system")]
    [InlineData(State, 24, "Too many open files")]
    [InlineData(Manifest, 24, "Too many open files")]
    [InlineData("latest", 24, "Too many open files")]
    public void AProcessThatMayOpenNothingPassesNothingOver(string file, int number, string words)
    {
        FaultyStorage inner = Written();
        var storage = new BadSectorStorage(inner) { Error = (number, words) };
        storage.Bad.Add(file, SectorFailure.Open);
        StorageException fault = Assert.Throws<StorageException>(
            () => Sample.Store(storage, warnings: warnings).TryOpenLatest(out _));
        Assert.Equal($"out/{file}: cannot be read: {words}", fault.Message);
        Assert.Empty(warnings);
    }

    /// <summary>The manifest's state is in one of two files, and the other one is on the bad sector.</summary>
    [Theory]
    [InlineData(Next, State)]
    [InlineData(State, Next)]
    public void AStateInTheOtherOfTwoFilesIsFound(string bad, string good)
    {
        BadSectorStorage storage = TwoCheckpoints();
        byte[] state = files.Files[State];
        files.Files[bad] = [1];
        files.Files[good] = state;
        storage.Bad.Add(bad, SectorFailure.Read);
        Assert.True(Sample.Store(storage, warnings: warnings).TryOpenLatest(out Checkpoint? checkpoint));
        Assert.Equal(StateHash.Compute(Sample.State(20)), checkpoint.StateHash);
        Assert.Empty(warnings);
        Sample.Store(storage, keep: 3).Write(Sample.Content(30));
        Assert.Equal(state, files.Files[State]);
        Assert.DoesNotContain(Next, files.Files.Keys);
    }

    [Theory]
    [InlineData(Next)]
    [InlineData(Manifest)]
    public void WhatMayBeTheOnlyCopyIsNotDeletedWhileTheDiskDoesNotGiveItBack(string bad)
    {
        BadSectorStorage storage = TwoCheckpoints();
        files.Files[Next] = files.Files[State];
        files.Files[State] = [1];
        storage.Bad.Add(bad, SectorFailure.Read);
        Sample.Store(storage, keep: 3).Write(Sample.Content(30));
        storage.Bad.Clear();
        Assert.Equal(20, Sample.Store(storage).Read(new Step(20)).Step.Value);
    }

    [Theory]
    [InlineData(SectorFailure.Open)]
    [InlineData(SectorFailure.Read)]
    public void ALogThatTheDiskDoesNotGiveBackStaysAndTheMessageSaysWhatToDo(SectorFailure failing)
    {
        byte[] log = [.. "{\"step\":1}\n"u8];
        files.Files["metrics.jsonl"] = log;
        var storage = new BadSectorStorage(files);
        storage.Bad.Add("metrics.jsonl", failing);
        StorageException fault =
            Assert.Throws<StorageException>(() => MetricsLog.Resume(storage, new Step(1), warnings.Add));
        Assert.Equal(
            "out/metrics.jsonl: cannot be read: Input/output error; check the disk, or move the file away to resume "
            + "without its history",
            fault.Message);
        Assert.Equal(log, files.Files["metrics.jsonl"]);
    }

    private BadSectorStorage TwoCheckpoints() => new(Written());

    private FaultyStorage Written()
    {
        files.Files.Clear();
        Sample.Store(files).Write(Sample.Content(10));
        Sample.Store(files).Write(Sample.Content(20));
        return files;
    }
}
