using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Tests.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Disks;

/// <summary>
/// Takes the power away at every operation of a run's files, twice for some of them, and looks at what a resume finds:
/// a whole checkpoint, not older than one that was reported as written, and all lines of metrics up to it. The run
/// that goes on leaves the files of one that had power all the time.
/// </summary>
public sealed class PowerLossTests
{
    private const long StepsLast = 14;
    private const long Every = 3;

    /// <summary>Where the run is amended without a step in between: its checkpoint is written twice.</summary>
    private const long AmendedAt = 6;
    private const string Root = "runs/out";

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 100)]
    [InlineData(3, 200)]
    public void AfterALossOfPowerAResumeFindsWhatWasReportedAsWritten(int keep, int seedFirst)
    {
        var calm = new ModelDisk();
        Train(calm, keep, Same);
        Assert.True(calm.Operations > 100);
        for (int seed = seedFirst; seed < seedFirst + 12; seed++)
        {
            for (int operation = 1; operation <= calm.Operations; operation++)
            {
                string? fault = FaultOf(new ModelDisk(), calm, keep, operation, seed, Same);
                Assert.True(fault is null, $"seed {seed}, operation {operation}: {fault}");
            }
        }
    }

    /// <summary>What the tests above are worth: each step of the protocol that is left out loses something.</summary>
    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("order")]
    public void LeavingAStepOutOfTheProtocolLosesACheckpoint(string leftOut)
    {
        Func<IStorage, IStorage> wrap = leftOut == "order" ? inner => new SwappedStorage(inner) : Same;
        var calm = new ModelDisk();
        Train(calm, keep: 2, Same);
        int faults = 0;
        for (int seed = 0; seed < 5; seed++)
        {
            for (int operation = 1; operation <= calm.Operations; operation++)
            {
                var disk = new ModelDisk
                {
                    ForgetsFileFlush = leftOut == "file",
                    ForgetsFolderFlush = leftOut == "folder",
                };
                faults += FaultOf(disk, calm, keep: 2, operation, seed, wrap) is null ? 0 : 1;
            }
        }

        Assert.True(faults > 0);
    }

    private static IStorage Same(IStorage storage) => storage;

    private static string? FaultOf(
        ModelDisk disk, ModelDisk calm, int keep, int operation, int seed, Func<IStorage, IStorage> wrap)
    {
        var random = new Random(seed);
        disk.LossAt = operation;
        (long, bool) reported = default;
        for (int loss = 0; ; loss++)
        {
            try
            {
                Train(disk, keep, wrap, (step, isAmended) => reported = (step, isAmended), floor: reported);
                break;
            }
            catch (PowerLossException)
            {
                disk = disk.Survive(random);

                // A second loss, soon after the first or at the end of what is left to do.
                disk.LossAt = loss == 0 && seed % 2 == 0 ? random.Next(1, calm.Operations) : int.MaxValue;
            }
            catch (Exception fault) when (fault is InvalidOperationException or InputException or StorageException)
            {
                return fault.Message;
            }
        }

        SortedDictionary<string, byte[]> files = disk.Files;
        return !calm.Files.Keys.SequenceEqual(files.Keys) ? "other files: " + string.Join(", ", files.Keys)
            : calm.Files.FirstOrDefault(file => !files[file.Key].AsSpan().SequenceEqual(file.Value)).Key is { } name
                ? "other bytes: " + name
                : null;
    }

    /// <summary>Resumes, or begins, and goes on to the end.</summary>
    private static void Train(
        ModelDisk disk,
        int keep,
        Func<IStorage, IStorage> wrap,
        Action<long, bool>? report = null,
        (long Step, bool IsAmended) floor = default)
    {
        IStorage storage = wrap(new DirectoryStorage(Root, isShared: false, disk));
        var warnings = new List<string>();
        CheckpointStore store = Sample.Store(storage, keep, warnings);
        long step = 0;
        if (store.TryOpenLatest(out Checkpoint? checkpoint))
        {
            step = checkpoint.Step.Value;
            bool isAmended = step == AmendedAt
                && StateHash.Compute(Sample.Amended(step, 1)) == checkpoint.StateHash;
            Ensure(isAmended || StateHash.Compute(Sample.State(step)) == checkpoint.StateHash, "another state");
            Ensure(isAmended || step > floor.Step || !floor.IsAmended, "the amended state was reported as written");
        }

        Ensure(step >= floor.Step, $"step {floor.Step} was reported as written, step {step} is found");
        using MetricsLog log = step > 0
            ? MetricsLog.Resume(storage, new Step(step), line => Ensure(false, line))
            : MetricsLog.Create(storage, line => Ensure(false, line));
        if (step > 0)
        {
            // What a resumed run writes at its end, if it stops at once.
            store.Write(step == AmendedAt ? Sample.AmendedContent(step, 1) : Sample.Content(step));
        }

        while (step < StepsLast)
        {
            step++;
            log.Append(new StepMetrics(new Step(step), step / 3.0, null, 0.5, 2.5, false, (UInt128)step));
            if (step % Every == 0 || step == StepsLast)
            {
                log.Flush();
                store.Write(Sample.Content(step));
                report?.Invoke(step, false);
            }

            if (step == AmendedAt)
            {
                store.Write(Sample.AmendedContent(step, 1));
                report?.Invoke(step, true);
            }
        }
    }

    private static void Ensure(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    /// <summary>Writes a checkpoint's manifest before its state.</summary>
    private sealed class SwappedStorage(IStorage inner) : IStorage
    {
        private (string Name, byte[] Bytes)? state;

        public string Locate(string name) => inner.Locate(name);

        public IReadOnlyList<string> List() => inner.List();

        public bool Exists(string name) => inner.Exists(name);

        public long? LengthOf(string name) => inner.LengthOf(name);

        public Stream OpenRead(string name) => inner.OpenRead(name);

        public Stream OpenAppend(string name) => inner.OpenAppend(name);

        public void Write(string name, Action<Stream> content)
        {
            if (name.EndsWith("/state.safetensors", StringComparison.Ordinal))
            {
                using var bytes = new MemoryStream();
                content(bytes);
                state = (name, bytes.ToArray());
                return;
            }

            inner.Write(name, content);
            if (state is { } kept)
            {
                inner.Write(kept.Name, stream => stream.Write(kept.Bytes));
                state = null;
            }
        }

        public void Delete(string name) => inner.Delete(name);
    }
}
