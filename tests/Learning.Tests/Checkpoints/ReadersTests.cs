using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>Readers beside a run that writes checkpoints and deletes old ones.</summary>
public sealed class ReadersTests
{
    /// <summary>The writer gets a turn before each operation of the reader, one of them at a time.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 7)]
    public void AReaderThatLostTheRaceToRetentionLooksAgain(int keep, int written)
    {
        for (int turn = 0; turn < 30; turn++)
        {
            var files = new FaultyStorage();
            CheckpointStore writer = Sample.Store(files, keep);
            long step = 10;
            writer.Write(Sample.Content(step));
            writer.Write(Sample.Content(step += 10));
            var storage = new GatedStorage(files, operation =>
            {
                for (int each = 0; operation == turn && each < written; each++)
                {
                    writer.Write(Sample.Content(step += 10));
                }
            });
            var warnings = new List<string>();
            Assert.True(Sample.Store(storage, warnings: warnings).TryOpenLatest(out Checkpoint? checkpoint));
            Assert.Empty(warnings);
            Assert.True(checkpoint.Step.Value is 20 || checkpoint.Step.Value == step, $"{checkpoint.Step} of {step}");
        }
    }

    /// <summary>
    /// Before one operation of the reader a writer begins to write the step again and is killed, at each of its
    /// operations; before a later one another writer finishes that.
    /// </summary>
    [Fact]
    public void AReaderOfAStepThatIsWrittenAgainWithAnotherStateFindsAWholeCheckpoint()
    {
        const int ReadsMax = 12;
        const int WritesMax = 20;
        for (int first = 0; first < ReadsMax; first++)
        {
            for (int second = first + 1; second <= ReadsMax; second++)
            {
                for (int kill = 1; kill < WritesMax; kill++)
                {
                    AssertReadsBeside(first, second, kill);
                }
            }
        }
    }

    [Fact]
    public void AReaderInALoopFindsACheckpointOnARealDisk()
    {
        string root = Directory.CreateTempSubdirectory("rnncluster-readers-").FullName;
        try
        {
            Sample.Store(new DirectoryStorage(root), keep: 1).Write(Sample.Content(1));
            bool isOver = false;
            var writer = new Thread(() =>
            {
                CheckpointStore store = Sample.Store(new DirectoryStorage(root), keep: 1);
                for (int step = 2; step <= 300; step++)
                {
                    store.Write(Sample.Content(step));
                }

                Volatile.Write(ref isOver, true);
            });
            writer.Start();
            long last = 0;
            while (!Volatile.Read(ref isOver))
            {
                long step = CheckpointStore.Open(root, _ => { }).Step.Value;
                Assert.True(step >= last);
                last = step;
            }

            writer.Join();
            Assert.Equal(300, CheckpointStore.Open(root, _ => { }).Step.Value);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void AssertReadsBeside(int first, int second, int kill)
    {
        var files = new FaultyStorage();
        Sample.Store(files, keep: 1).Write(Sample.Content(20));
        var storage = new GatedStorage(files, operation =>
        {
            if (operation == first)
            {
                files.CrashAt = files.Operations + kill;
                _ = Record.Exception(WriteAgain);
                files.Revive();
            }
            else if (operation == second)
            {
                WriteAgain();
            }
        });
        var warnings = new List<string>();
        Assert.True(Sample.Store(storage, keep: 1, warnings).TryOpenLatest(out Checkpoint? checkpoint));
        Assert.Equal(20, checkpoint.Step.Value);
        Assert.Empty(warnings);

        void WriteAgain() => Sample.Store(files, keep: 1).Write(Sample.AmendedContent(20, 1));
    }

    private sealed class GatedStorage(IStorage inner, Action<int> gate) : IStorage
    {
        private int operations;

        public string Locate(string name) => inner.Locate(name);

        public IReadOnlyList<string> List() => Gated(inner.List);

        public bool Exists(string name) => Gated(() => inner.Exists(name));

        public long? LengthOf(string name) => Gated(() => inner.LengthOf(name));

        public Stream OpenRead(string name) => Gated(() => inner.OpenRead(name));

        public Stream OpenAppend(string name) => throw new NotSupportedException();

        public void Write(string name, Action<Stream> content) => throw new NotSupportedException();

        public void Delete(string name) => throw new NotSupportedException();

        private T Gated<T>(Func<T> operation)
        {
            gate(operations++);
            return operation();
        }
    }
}
