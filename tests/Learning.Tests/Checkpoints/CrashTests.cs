using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Hashing;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>Kills the writer at every operation there is and looks at what a resumed run finds.</summary>
public sealed class CrashTests
{
    private static readonly long[] Steps = [10, 20, 30, 40];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AKillAtAnyOperationLeavesTheOldCheckpointOrTheNewOneAndTheSameEnd(int keep)
    {
        var whole = new FaultyStorage();
        Run(whole, keep, afterStep: 0, out _);
        Assert.True(whole.Operations > 40);
        for (int operation = 1; operation <= whole.Operations; operation++)
        {
            var storage = new FaultyStorage { CrashAt = operation };
            Assert.Throws<CrashException>(() => Run(storage, keep, afterStep: 0, out _));
            Run(storage.Reboot(), keep, afterStep: -1, out long finished);
            FaultyStorage disk = storage.Reboot();
            long opened = Open(disk, keep);

            // What was finished before the kill, or the one in flight.
            long newestFinished = LastFinished(operation, keep);
            Assert.True(opened == newestFinished || opened == Next(newestFinished), $"operation {operation}: {opened}");
            Assert.Equal(40, finished);

            Resume(disk, keep, opened);
            Assert.Equal(whole.Files.Keys, disk.Files.Keys);
            Assert.All(whole.Files, file => Assert.Equal(file.Value, disk.Files[file.Key]));
        }
    }

    [Fact]
    public void TheNewCheckpointIsFoundFromTheMomentItsManifestHasItsName()
    {
        var storage = new FaultyStorage();
        var store = Sample.Store(storage);
        store.Write(Sample.Content(10));
        int before = storage.Operations;
        store.Write(Sample.Content(20));
        int operations = storage.Operations - before;
        var opened = new List<long>();
        for (int operation = 1; operation <= operations; operation++)
        {
            var crashing = new FaultyStorage();
            Sample.Store(crashing).Write(Sample.Content(10));
            crashing.CrashAt = crashing.Operations + operation;
            Assert.Throws<CrashException>(() => Sample.Store(crashing).Write(Sample.Content(20)));
            opened.Add(Open(crashing.Reboot(), keep: 2));
        }

        Assert.Equal(opened.Order(), opened);
        Assert.Contains(10, opened);
        Assert.Contains(20, opened);
    }

    /// <summary>Amendments came without a step in between: the state is another, the folder is the same.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AKillWhileAStepIsWrittenAgainWithAnotherStateLeavesOneOfTheTwo(int keep)
    {
        var calm = new FaultyStorage();
        Sample.Store(calm, keep).Write(Sample.AmendedContent(20, 2));
        for (int operation = 1; ; operation++)
        {
            var storage = new FaultyStorage();
            Sample.Store(storage, keep).Write(Sample.Content(20));
            storage.CrashAt = storage.Operations + operation;
            bool isOver = true;
            try
            {
                Sample.Store(storage, keep).Write(Sample.AmendedContent(20, 1));
            }
            catch (CrashException)
            {
                isOver = false;
            }

            FaultyStorage disk = storage.Reboot();
            var warnings = new List<string>();
            Assert.True(Sample.Store(disk, keep, warnings).TryOpenLatest(out Checkpoint? found));
            Assert.Empty(warnings);
            string amended = StateHash.Compute(Sample.Amended(20, 1));
            string[] possible = isOver ? [amended] : [StateHash.Compute(Sample.State(20)), amended];
            Assert.Contains(found.StateHash, possible);

            // A second kill at once, at the same place, and then all goes on.
            disk.CrashAt = operation;
            Assert.True(Record.Exception(() => Sample.Store(disk, keep).Write(Sample.AmendedContent(20, 2)))
                is null or CrashException);
            disk = disk.Reboot();
            Assert.True(Sample.Store(disk, keep, warnings).TryOpenLatest(out found));
            Assert.Empty(warnings);
            Sample.Store(disk, keep).Write(Sample.AmendedContent(20, 2));
            Assert.Equal(calm.Files.Keys, disk.Files.Keys);
            Assert.All(calm.Files, file => Assert.Equal(file.Value, disk.Files[file.Key]));
            if (isOver)
            {
                return;
            }
        }
    }

    private static void Run(FaultyStorage storage, int keep, long afterStep, out long last)
    {
        last = afterStep < 0 ? Math.Max(0, Open(storage, keep)) : afterStep;
        foreach (long step in Steps)
        {
            if (step > last)
            {
                Sample.Store(storage, keep).Write(Sample.Content(step));
                last = step;
            }
        }
    }

    private static void Resume(FaultyStorage storage, int keep, long opened)
    {
        // A Ctrl-C right after resuming writes the opened step once more.
        foreach (long step in Steps.Where(step => step >= opened))
        {
            Sample.Store(storage, keep).Write(Sample.Content(step));
        }
    }

    private static long Open(FaultyStorage storage, int keep)
    {
        if (!Sample.Store(storage, keep).TryOpenLatest(out Checkpoint? checkpoint))
        {
            return 0;
        }

        Assert.Equal(StateHash.Compute(Sample.State(checkpoint.Step.Value)), checkpoint.StateHash);
        return checkpoint.Step.Value;
    }

    private static long LastFinished(int operation, int keep)
    {
        var storage = new FaultyStorage();
        long finished = 0;
        foreach (long step in Steps)
        {
            Sample.Store(storage, keep).Write(Sample.Content(step));
            if (storage.Operations < operation)
            {
                finished = step;
            }
        }

        return finished;
    }

    private static long Next(long step) => Steps.FirstOrDefault(candidate => candidate > step);
}
