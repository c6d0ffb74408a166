using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Schedules;
using RnnCluster.Learning.Tests.Checkpoints;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Tests.Runs;

/// <summary>A small spec on a text of its own, run step by step with its journal in a storage in memory.</summary>
internal sealed class JournalledRun : IDisposable
{
    public const long Steps = 25;

    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-").FullName;

    /// <param name="optimizer">What moves the parameters.</param>
    /// <param name="interval">Every how many steps there are validation and checkpoints.</param>
    public JournalledRun(
        string optimizer = "{ kind: adam, rate: 0.01 }", (int Validation, int Checkpoints) interval = default)
    {
        (int validation, int checkpoints) = interval == default ? (10, 10) : interval;
        string text = string.Concat(Enumerable.Range(0, 3000).Select(index => (char)('a' + (index * index / 7 % 23))));
        File.WriteAllText(Path.Join(folder, "text.txt"), text);
        File.WriteAllText(
            Path.Join(folder, "run.yaml"),
            $$"""
            name: journalled
            seed: 3
            task: language-model
            data: { text: text.txt, tokenizer: character, split: [0.9, 0.1, 0] }
            model: { embedding: 6, cell: gru, hidden: 10, layers: 1 }
            training:
              batch: 8
              window: 5
              shards: 4
              steps: {{Steps}}
              optimizer: {{optimizer}}
            validation: { every: {{validation}} }
            checkpoints: { every: {{checkpoints}}, keep: 2 }
            """);
        Spec = RunSpecLoader.Load(Path.Join(folder, "run.yaml"));
        Corpus = RunAssembly.LoadCorpus(Spec.Data);
    }

    public RunSpec Spec { get; }

    public Corpus Corpus { get; }

    /// <summary>How long the samples of <see cref="RunInto"/> are.</summary>
    public int SampleLength { get; init; }

    /// <summary>What the observer was told by the last run.</summary>
    public List<string> Told { get; } = [];

    /// <summary>Runs until a step, or to the end; an action gets the step before each one.</summary>
    public RunResult Run(
        IStorage storage,
        bool isResumed = false,
        long? stop = null,
        TimeProvider? clock = null,
        Action<long>? onStep = null,
        params Amendment[] amendments)
    {
        Told.Clear();
        using var team = new ComputeTeam(1);
        Replica replica = RunAssembly.CreateReplica(Spec, Corpus, team);
        var options = new RunOptions(1, 1, null, "out", isResumed, null, false)
        {
            Amendments = amendments,
            Time = clock ?? StillClock.Instance,
        };
        using var journal = RunJournal.Open(Spec, options, Corpus, storage, replica, new Observer(Told));
        ShardGroup group = replica.CreateGroup([0, 1, 2, 3]);
        Assert.True(journal.TryCloseStep(CancellationToken.None));
        while (!journal.IsComplete && replica.Step.Value != stop)
        {
            onStep?.Invoke(replica.Step.Value);
            replica.Compute(group);
            journal.Advance(replica.Apply(replica.Reduce(group.Sums)));
        }

        return journal.Finish();
    }

    /// <summary>Runs until a step is made, does some pieces of what follows it, and ends there.</summary>
    /// <param name="storage">The run's files.</param>
    /// <param name="step">The step; that of the state is none that is made.</param>
    /// <param name="pieces">How many pieces.</param>
    /// <param name="isResumed">Whether to go on with what is there.</param>
    /// <param name="isKilled">Whether it ends without a word, as by SIGKILL.</param>
    /// <param name="stepsMax">The bound; null for the spec's own.</param>
    public RunResult? RunInto(
        FaultyStorage storage,
        long step,
        int pieces,
        bool isResumed = false,
        bool isKilled = false,
        long? stepsMax = null)
    {
        Told.Clear();
        using var team = new ComputeTeam(1);
        Replica replica = RunAssembly.CreateReplica(Spec, Corpus, team);
        var options = new RunOptions(1, 1, stepsMax, "out", isResumed, null, false) { SampleLength = SampleLength };
        using var journal = RunJournal.Open(Spec, options, Corpus, storage, replica, new Observer(Told));
        ShardGroup group = replica.CreateGroup([0, 1, 2, 3]);
        while (replica.Step.Value != step)
        {
            Assert.True(journal.TryCloseStep(CancellationToken.None));
            replica.Compute(group);
            journal.OnApplied(replica.Apply(replica.Reduce(group.Sums)));
        }

        for (int piece = 0; piece < pieces && journal.IsStepOpen; piece++)
        {
            journal.ContinueStep();
        }

        return isKilled ? null : journal.Finish();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private sealed class Observer(List<string> told) : ITrainingObserver
    {
        public void OnStep(in StepReport report) => told.Add($"step {report.Step}");

        public void OnValidated(Step step, double loss, TimeSpan duration) => told.Add($"validated {step}");

        public void OnSample(Step step, string text) => told.Add($"sample {step} of {text.Length}");

        public void OnCheckpoint(CheckpointReceipt written) => told.Add($"checkpoint {written.Step}");

        public void OnWarning(string message) => told.Add(message);
    }
}
