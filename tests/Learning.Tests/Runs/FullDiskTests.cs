using System.Text;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Tests.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Runs;

/// <summary>A disk that takes nothing for a while, or for good, while a run goes on.</summary>
public sealed class FullDiskTests : IDisposable
{
    /// <summary>Twice the lines that may wait, and a few: a run that never pauses does not fill the memory.</summary>
    private const int LinesMax = 1_000_000;

    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly JournalledRun run = new(interval: (10, 5));

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void AFaultAtAnyOperationLeavesTheFilesOfACalmRun(int length)
    {
        var calm = new FailingStorage();
        RunResult expected = run.Run(calm, clock: new SetClock(Long));
        int opened = Opened();
        int last = calm.Operations - length;
        for (int first = opened + 1; first < last; first += length == 1 ? 1 : 3)
        {
            var storage = new FailingStorage { Failing = (first, first + length) };
            Assert.Equal(expected, RunToTheEnd(storage));
            bool isWhole = !run.Told.Exists(line => line.Contains("never written", StringComparison.Ordinal));
            Assert.True(isWhole || length > 2);
            Assert.All(
                calm.Files.Where(file => isWhole || storage.Files.ContainsKey(file.Key)),
                file => Assert.Equal(file.Value, storage.Files[file.Key]));
            Assert.Equal(isWhole ? calm.Files.Count : 6, storage.Files.Count);
            Assert.Contains("checkpoint-0000000025/manifest.json", storage.Files.Keys);
        }
    }

    [Fact]
    public void ARunThatEndsBeforeThereIsRoomSaysWhatIsMissingAndCanBeResumed()
    {
        var calm = new FailingStorage();
        RunResult expected = run.Run(calm, clock: new SetClock(Long));
        var storage = new FailingStorage();
        StorageException fault = Assert.Throws<StorageException>(
            () => run.Run(storage, clock: new SetClock(Long), onStep: step => storage.IsFull = step >= 12));
        Assert.Equal(
            "the run ends at step 25, but its files are not whole: 13 lines of metrics from step 13 on and the "
            + "checkpoint of step 25 could not be written: out/metrics.jsonl: cannot be written: No space left on "
            + "device",
            fault.Message);
        storage.IsFull = false;
        Assert.Equal(expected, run.Run(storage, isResumed: true, clock: new SetClock(Long)));
        Assert.Equal(calm.Files.Keys, storage.Files.Keys);
        Assert.All(calm.Files, file => Assert.Equal(file.Value, storage.Files[file.Key]));
    }

    [Fact]
    public void ARunThatEndsWithACheckpointThatLatestDoesNotNameSaysSoAndAResumeNamesIt()
    {
        var calm = new FailingStorage();
        RunResult expected = run.Run(calm, clock: new SetClock(Long));
        var storage = new FailingStorage();
        StorageException fault = Assert.Throws<StorageException>(() => run.Run(
            storage, clock: new SetClock(Long), onStep: step => storage.Refused = step >= 12 ? "latest" : null));
        Assert.Equal(
            "the run ends at step 25, but its files are not whole: what follows the checkpoint of step 25 ('latest', "
            + "the deletion of old ones) could not be written: out/latest: cannot be written: No space left on device",
            fault.Message);
        Assert.DoesNotContain(run.Told, line => line.Contains("never written", StringComparison.Ordinal));

        // A reader finds it by name all the same.
        var doubts = new List<string>();
        Assert.True(Sample.Store(storage, warnings: doubts).TryOpenLatest(out Checkpoint? checkpoint));
        Assert.Equal(JournalledRun.Steps, checkpoint.Step.Value);
        Assert.Equal(
            "out/latest: does not name checkpoint-0000000025, the newest good one, which is used",
            Assert.Single(doubts));
        storage.Refused = null;
        Assert.Equal(expected, run.Run(storage, isResumed: true, clock: new SetClock(Long)));
        Assert.Equal(calm.Files, storage.Files);
    }

    [Theory]
    [InlineData("checkpoint-0000000020\n")]
    [InlineData("")]
    [InlineData(null)]
    public void AResumeAtTheBoundHasLatestNameTheNewestCheckpoint(string? stale)
    {
        var storage = new FailingStorage();
        _ = run.Run(storage);
        byte[] named = storage.Files["latest"];
        storage.Files.Remove("latest");
        if (stale is not null)
        {
            storage.Files["latest"] = Encoding.ASCII.GetBytes(stale);
        }

        _ = run.Run(storage, isResumed: true);
        Assert.Equal(named, storage.Files["latest"]);
    }

    [Fact]
    public void CheckpointsThatNewerOnesTookThePlaceOfAreNamed()
    {
        var storage = new FailingStorage();
        _ = run.Run(storage, clock: new SetClock(Long), onStep: step => storage.IsFull = step is >= 4 and < 22);
        Assert.Contains(
            "there is room again: all that waited is written; 3 checkpoints of steps 5 to 15 were never written, "
            + "because a newer one was due",
            run.Told);
        Assert.Contains("checkpoint-0000000020/manifest.json", storage.Files.Keys);
        Assert.Contains("checkpoint-0000000025/manifest.json", storage.Files.Keys);
    }

    [Fact]
    public void AttemptsAreMadeAtIntervalsThatGrowToAMinute()
    {
        var storage = new FailingStorage();
        var clock = new SetClock();
        var warnings = new List<(double Second, string Line)>();
        using RunFiles files = Open(storage, clock, line => warnings.Add((clock.Now.TotalSeconds, line)));
        storage.IsFull = true;
        for (int second = 0; second < 250; second++)
        {
            clock.Now = TimeSpan.FromSeconds(second);
            files.Append(Line(second + 1));
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123, 183, 243], warnings.Select(warning => warning.Second));
        Assert.Equal(
            "out/metrics.jsonl: cannot be written: No space left on device; the run goes on; still to be written: "
            + "4 lines of metrics from step 1 on; the next attempt is in 4 s",
            warnings[2].Line);
        Assert.EndsWith("the next attempt is in 60 s", warnings[^1].Line, StringComparison.Ordinal);
        storage.IsFull = false;
        clock.Now = TimeSpan.FromSeconds(1000);
        files.MaybeRetry();
        Assert.False(files.IsBehind);
        Assert.Equal(250, Lines(storage).Length);
        Assert.Equal("there is room again: all that waited is written", warnings[^1].Line);
    }

    [Fact]
    public void ARunPausesWhenTooManyLinesWaitAndGoesOnWhenThereIsRoom()
    {
        var storage = new FailingStorage();
        var clock = new SetClock();
        var warnings = new List<string>();
        using RunFiles files = Open(storage, clock, warnings.Add);
        storage.IsFull = true;
        int step = 0;
        while (!files.IsOutOfRoom && step < LinesMax)
        {
            files.Append(Line(++step));
        }

        Assert.True(files.IsOutOfRoom);
        clock.Now = Long;
        files.MaybeRetry();
        Assert.Contains("the run pauses until there is room", warnings[^1], StringComparison.Ordinal);
        storage.IsFull = false;
        clock.Now = 2 * Long;
        files.MaybeRetry();
        Assert.False(files.IsOutOfRoom);
        Assert.Equal("there is room again: all that waited is written; the run goes on", warnings[^1]);
        Assert.Equal(step, Lines(storage).Length);
    }

    [Fact]
    public void AfterTheLastWordOnWhatIsMissingNothingIsPromised()
    {
        var storage = new FailingStorage();
        var warnings = new List<string>();
        using (RunFiles files = Open(storage, new SetClock(), warnings.Add))
        {
            storage.IsFull = true;
            files.Append(Line(1));
            _ = Assert.Throws<StorageException>(() => files.Complete(new Step(1)));
        }

        Assert.Single(warnings);
    }

    [Fact]
    public void WhatIsWrittenAfterTheLastWordOnWhatIsMissingIsSaid()
    {
        var storage = new FailingStorage();
        var warnings = new List<string>();
        using (RunFiles files = Open(storage, new SetClock(), warnings.Add))
        {
            storage.IsFull = true;
            files.Append(Line(1));
            _ = Assert.Throws<StorageException>(() => files.Complete(new Step(1)));
            storage.IsFull = false;
        }

        Assert.Equal(
            "there is room again: all that waited is written; nothing is missing any more, although the run says so at "
            + "its end",
            warnings[^1]);
        Assert.Single(Lines(storage));
    }

    [Fact]
    public void ARunThatFailedOtherwiseSaysAtItsEndWhatTheDiskDidNotTake()
    {
        var storage = new FailingStorage();
        var warnings = new List<string>();
        using (RunFiles files = Open(storage, new SetClock(), warnings.Add))
        {
            storage.IsFull = true;
            files.Append(Line(1));
        }

        Assert.Equal(
            "the run is over, but its files are not whole: the line of metrics of step 1 could not be written: "
            + "out/metrics.jsonl: cannot be written: No space left on device",
            warnings[^1]);
    }

    /// <summary>A run whose disk is full to the end is resumed when there is room.</summary>
    private RunResult RunToTheEnd(FailingStorage storage)
    {
        try
        {
            RunResult result = run.Run(storage, clock: new SetClock(Long));
            Assert.Contains(run.Told, line => line.Contains("there is room again", StringComparison.Ordinal));
            return result;
        }
        catch (StorageException)
        {
            storage.Failing = default;
            return run.Run(storage, isResumed: true, clock: new SetClock(Long));
        }
    }

    private static StepMetrics Line(int step) => new(new Step(step), 1.5, null, 0.5, 2.5, false, (UInt128)step);

    private static string[] Lines(FailingStorage storage) =>
        Encoding.UTF8.GetString(storage.Files["metrics.jsonl"]).TrimEnd('\n').Split('\n');

    private static RunFiles Open(FailingStorage storage, SetClock clock, Action<string> warn) =>
        new(Sample.Store(storage), MetricsLog.Create(storage, warn), clock, warn, _ => { });

    /// <summary>The operations until the first step: a run that cannot begin is an error.</summary>
    private int Opened()
    {
        var storage = new FailingStorage();
        int opened = 0;
        _ = run.Run(
            storage,
            clock: new SetClock(Long),
            onStep: _ => opened = opened == 0 ? storage.Operations : opened);
        return opened;
    }
}
