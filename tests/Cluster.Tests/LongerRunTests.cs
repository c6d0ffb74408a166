using System.Runtime.InteropServices;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Shared;
using RnnCluster.Specification;
using RnnCluster.TestKit;

namespace RnnCluster.Cluster.Tests;

/// <summary>A run that is made longer, and a run that begins with another's state.</summary>
public sealed class LongerRunTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-longer-").FullName;
    private readonly List<string> warnings = [];

    public LongerRunTests()
    {
        string whole = File.ReadAllText(RepositoryRoot.Join("examples", "data", "tinyshakespeare", "input.txt"));
        File.WriteAllText(Path.Join(folder, "text.txt"), whole[..9_000]);
        File.WriteAllText(Path.Join(folder, "other.txt"), whole[1_000..8_000].Replace('e', 'a'));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("steps: 14", "steps: 30", "kind: constant, warmup: 5")]
    [InlineData("steps: 14", "steps: 30", "kind: step, after: 1, factor: 0.5")]
    [InlineData("steps: 14", "epochs: 1", "kind: constant")]
    [InlineData("steps: 30", "steps: 22", "kind: constant")]
    public void ARunThatIsMadeLongerIsTheRunThatWasSoLongFromTheStart(string first, string then, string schedule)
    {
        string straight = Train(Spec(then, schedule), "straight").StateHash;
        RunSpec begun = Spec(first, schedule);
        _ = Train(begun, "longer", stopsAt: 14);
        RunResult longer = Train(Spec(then, schedule), "longer", resumes: true);

        Assert.Equal(straight, longer.StateHash);
        Assert.True(longer.IsComplete);
        Assert.Empty(warnings);
    }

    [Fact]
    public void ARunIsNotMadeLongerUnderACosineThatEndsAtItsBound()
    {
        _ = Train(Spec("steps: 14", "kind: cosine"), "run");
        string refusal = Assert.Throws<InputException>(
            () => Train(Spec("steps: 30", "kind: cosine"), "run", resumes: true)).Message;

        Assert.Contains("the cosine of training.schedule ends at the bound", refusal, StringComparison.Ordinal);
        Assert.Contains("--from", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void AStateBeyondTheNewBoundIsRefused()
    {
        _ = Train(Spec("steps: 14", "kind: constant"), "run");
        string refusal = Assert.Throws<InputException>(
            () => Train(Spec("steps: 13", "kind: constant"), "run", resumes: true)).Message;

        Assert.Contains(
            "its state is of step 14, beyond the spec's bound, which is step 13", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clip: { norm: 0.5 }, ")]
    [InlineData("loss: { reduction: sequence }, ")]
    public void WhatDiffersByMoreThanItsBoundIsAnotherRunAndTheLineNamesTheWay(string more)
    {
        _ = Train(Spec("steps: 14", "kind: constant"), "run");
        string refusal = Assert.Throws<InputException>(
            () => Train(Spec($"{more}steps: 30", "kind: constant"), "run", resumes: true)).Message;

        Assert.Contains("belongs to another run", refusal, StringComparison.Ordinal);
        Assert.Contains("--from", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void ACompleteRunThatIsResumedNamesTheWayOn()
    {
        RunSpec spec = Spec("steps: 14", "kind: constant");
        string hash = Train(spec, "run").StateHash;
        Assert.Equal(hash, Train(spec, "run", resumes: true).StateHash);

        string told = Assert.Single(warnings);
        Assert.Contains("complete at step 14", told, StringComparison.Ordinal);
        Assert.Contains("raise training.steps", told, StringComparison.Ordinal);
        Assert.Contains("--from", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(3, 4, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 3)]
    public async Task ARunWithAnOriginHasTheSameBitsHoweverItIsComputed(int threads, int partitions, int workers)
    {
        _ = Train(Spec("steps: 14", "kind: cosine"), "origin");
        RunSpec spec = Spec("steps: 30", "kind: cosine");
        string expected = Train(spec, "expected", from: "origin").StateHash;

        using TrainingRun run = Open(spec, "run", from: "origin", threads: threads, partitions: partitions);
        RunResult result = workers == 0 ? run.Run(CancellationToken.None) : await TrainAsCluster(run, workers);

        Assert.Equal((expected, 30), (result.StateHash, result.Step.Value));
        Assert.Equal(Bytes("expected"), Bytes("run"));
    }

    [Theory]
    [InlineData(17)]
    [InlineData(20)]
    [InlineData(29)]
    public void ARunWithAnOriginThatIsStoppedAndResumedHasTheSameBits(long stopsAt)
    {
        _ = Train(Spec("steps: 14", "kind: cosine"), "origin");
        RunSpec spec = Spec("steps: 30", "kind: cosine");
        string expected = Train(spec, "expected", from: "origin").StateHash;
        _ = Train(spec, "run", from: "origin", stopsAt: stopsAt);
        Directory.Delete(Path.Join(folder, "origin"), recursive: true);

        Assert.Equal(expected, Train(spec, "run", resumes: true, from: "origin").StateHash);
        Assert.Equal(Bytes("expected"), Bytes("run"));
        Assert.Empty(warnings);
    }

    [Fact]
    public void TheOriginBelongsToTheRunsIdAndToItsCheckpoints()
    {
        _ = Train(Spec("steps: 14", "kind: constant"), "one", stopsAt: 10);
        _ = Train(Spec("steps: 14", "kind: constant"), "two", stopsAt: 11);
        RunSpec spec = Spec("steps: 30", "kind: constant");
        using TrainingRun fresh = Open(spec, "fresh");
        using TrainingRun first = Open(spec, "first", from: "one");
        using TrainingRun second = Open(spec, "second", from: Path.Join("two", "checkpoint-0000000011"));
        _ = first.Run(CancellationToken.None);

        Assert.Equal(3, new[] { fresh.RunId, first.RunId, second.RunId }.Distinct().Count());
        Assert.Equal((10, 11), (first.Journal.Origin!.Step.Value, second.Journal.Origin!.Step.Value));
        Checkpoint saved = CheckpointStore.Open(Path.Join(folder, "first"), _ => { });
        Assert.Equal(first.Journal.Origin, saved.Content.Identity.Origin);
        Assert.Equal(
            CheckpointStore.Open(Path.Join(folder, "one"), _ => { }).StateHash, first.Journal.Origin.StateHash);
    }

    [Theory]
    [InlineData("same", true, true)]
    [InlineData("window: 9", true, false)]
    [InlineData("data", true, false)]
    [InlineData("optimizer", false, true)]
    public void WhatFitsOfTheOriginsStateIsTakenAndTheRestIsZero(string change, bool hasMoments, bool hasCarried)
    {
        _ = Train(Spec("steps: 14", "kind: constant"), "origin");
        string training = change == "window: 9" ? "steps: 30, window: 9" : "steps: 30, window: 8";
        RunSpec spec = Spec(
            training,
            "kind: constant",
            change == "data" ? "other.txt" : "text.txt",
            change == "optimizer" ? "sgd, momentum: 0.9" : "adam");
        using TrainingRun origin = Open(Spec("steps: 14", "kind: constant"), "origin", resumes: true);
        using TrainingRun run = Open(spec, "run", from: "origin");

        Assert.Equal(origin.Replica.Step, run.Replica.Step);
        Assert.Equal(Tensors(origin, "encoder."), Tensors(run, "encoder."));
        Assert.Equal(hasMoments, Tensors(run, "optimizer.").Any(value => value != 0));
        Assert.Equal(hasCarried, Tensors(run, "carried.").Any(value => value != 0));
        Assert.Equal(14 + 16, run.Run(CancellationToken.None).Step.Value);
    }

    [Fact]
    public void AnotherModelIsRefusedWithNothingWritten()
    {
        _ = Train(Spec("steps: 14", "kind: constant"), "origin");
        RunSpec wider = Spec("steps: 30", "kind: constant", hidden: 12);

        Assert.StartsWith(
            $"--from {Path.Join(folder, "origin", "checkpoint-0000000014")}: its model is not the spec's",
            Assert.Throws<InputException>(() => Open(wider, "run", from: "origin")).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(folder, "run", MetricsLog.FileName)));
    }

    private static float[] Tensors(TrainingRun run, string prefix) =>
    [
        .. ReplicaImage.Of(run.Replica, run.RunId).Tensors
            .Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
            .SelectMany(tensor => MemoryMarshal.Cast<byte, float>(tensor.Bytes).ToArray()),
    ];

    private static async Task<RunResult> TrainAsCluster(TrainingRun run, int workers)
    {
        NodeDescription[] others =
            [.. Enumerable.Range(2, workers - 1).Select(number => ClusterRuns.Node($"worker-{number}"))];
        await using CoordinatorProcess process = CoordinatorProcess.Host(
            run,
            ClusterRuns.Node("worker-1"),
            new ClusterSettings { WorkersMin = workers, BlocksPerSlice = 1 },
            others,
            TimeProvider.System);
        process.Begin();
        CoordinatorEnd end = await process.Ended.WaitAsync(Patience);
        Assert.Null(end.Failure);
        return end.Result!;
    }

    private RunSpec Spec(
        string training, string schedule, string text = "text.txt", string optimizer = "adam", int hidden = 20)
    {
        string window = training.Contains("window", StringComparison.Ordinal) ? "" : ", window: 8";
        return RunSpecLoader.Parse(
            $$"""
            name: longer
            task: language-model
            data: { text: {{text}}, tokenizer: character }
            model: { embedding: 10, cell: lstm, hidden: {{hidden}}, layers: 2, dropout: 0.2 }
            training:
              { batch: 12, shards: 4, {{training}}{{window}},
                optimizer: { kind: {{optimizer}}, rate: 0.01 }, schedule: { {{schedule}} } }
            checkpoints: { every: 10, keep: 9 }
            """,
            Path.Join(folder, "longer.yaml"));
    }

    private RunResult Train(
        RunSpec spec, string output, bool resumes = false, string? from = null, long? stopsAt = null)
    {
        using TrainingRun run = Open(spec, output, resumes, from, stopsAt: stopsAt);
        return run.Run(CancellationToken.None);
    }

    private TrainingRun Open(
        RunSpec spec,
        string output,
        bool resumes = false,
        string? from = null,
        int threads = 1,
        int partitions = 1,
        long? stopsAt = null) => TrainingRun.Open(
            spec,
            new RunOptions(threads, partitions, stopsAt, Path.Join(folder, output), resumes, null, false)
            {
                From = from is null ? null : Path.Join(folder, from),
                Time = TimeProvider.System,
            },
            new StepObserver(onWarning: warnings.Add));

    /// <summary>The newest checkpoint's files.</summary>
    private (string State, string Manifest) Bytes(string output)
    {
        string checkpoint = Path.Join(folder, output, "checkpoint-0000000030");
        return (
            Convert.ToHexString(File.ReadAllBytes(Path.Join(checkpoint, "state.safetensors"))),
            File.ReadAllText(Path.Join(checkpoint, "manifest.json")));
    }
}
