using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Node.Tests.Replicas;

/// <summary>A run whose steps take milliseconds: several slices, dropout, carried states.</summary>
public sealed class TinyRun : IDisposable, ITrainingObserver
{
    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-node-").FullName;
    private readonly List<TrainingRun> opened = [];
    private readonly Dictionary<string, TrainingRun> validating = [];
    private readonly RunSpec spec;

    public TinyRun()
    {
        string line = string.Concat(Enumerable.Range('0', 60).Select(code => (char)code));
        File.WriteAllText(Path.Join(folder, "text.txt"), string.Concat(Enumerable.Repeat(line, 15)));
        File.WriteAllText(
            Path.Join(folder, "tiny.yaml"),
            """
            name: tiny
            seed: 11
            task: language-model
            data: { text: text.txt, tokenizer: character, split: [0.8, 0.1, 0.1] }
            model: { embedding: 100, cell: lstm, hidden: 8, layers: 2, dropout: 0.2 }
            training:
              batch: 10
              window: 5
              shards: 8
              steps: 20
              clip: { norm: 0.25 }
              optimizer: { kind: adam, rate: 0.01 }
            validation: { every: 1000 }
            checkpoints: { every: 6, keep: 2 }
            """);
        spec = RunSpecLoader.Load(Path.Join(folder, "tiny.yaml"));
    }

    /// <summary>The output of the run that was opened last.</summary>
    internal string Output => Path.Join(folder, $"run-{opened.Count - 1}");

    /// <summary>The coordinator's replica, which has files.</summary>
    internal ReplicaHome Coordinators(PayloadPool pool, TimeProvider time) => HomeOf(Open(time), pool, time);

    /// <summary>The coordinator's replica of a run that validates after every step.</summary>
    /// <param name="output">The run's folder; a run that is there ends, as with its process, and is resumed.</param>
    /// <param name="pool">Lends the messages' memory.</param>
    /// <param name="time">The clock.</param>
    internal ReplicaHome Validating(string output, PayloadPool pool, TimeProvider time)
    {
        string path = Path.Join(folder, output);
        var options = new RunOptions(1, 1, null, path, Directory.Exists(path), null, false) { Time = time };
        if (validating.TryGetValue(output, out TrainingRun? before))
        {
            // Its process would have given the folder's lock back.
            before.Dispose();
        }

        opened.Add(TrainingRun.Open(spec with { Validation = spec.Validation with { Every = 1 } }, options, this));
        validating[output] = opened[^1];
        return HomeOf(opened[^1], pool, time);
    }

    /// <summary>A file of a run's folder.</summary>
    internal byte[] Read(string output, string name) => File.ReadAllBytes(Path.Join(Folder(output), name));

    /// <summary>The folder of a run that validates after every step.</summary>
    internal string Folder(string output) => Path.Join(folder, output);

    private static ReplicaHome HomeOf(TrainingRun run, PayloadPool pool, TimeProvider time)
    {
        var slices = new SliceLayout(run.Replica.Model.Layout.Length, blocksPerSlice: 1);
        return new ReplicaHome(run.RunId, run.Replica, slices, run.Journal, pool, time, sampleInterval: 0);
    }

    /// <summary>A worker's replica.</summary>
    internal ReplicaHome Workers(PayloadPool pool, TimeProvider time)
    {
        TrainingRun run = Open();
        Assert.True(RunId.TryParse(run.RunId, out RunId id));
        var accepted = new JoinAccepted(
            new NodeId("coordinator"),
            ReplicaRig.Term,
            id,
            run.CanonicalSpec,
            run.Corpus.Vocabulary.Count,
            string.Empty,
            run.Corpus.Training.Length,
            BlocksPerSlice: 1,
            TimeSpan.FromSeconds(1),
            SampleInterval: 0,
            Seed: string.Empty,
            SeedUid: 0);
        return ReplicaHome.ForWorker(accepted, run.Corpus.Training.ToArray(), threads: 1, pool, time);
    }

    public void OnStep(in StepReport report)
    {
    }

    public void OnValidated(Step step, double loss, TimeSpan duration)
    {
    }

    public void OnCheckpoint(CheckpointReceipt written)
    {
    }

    public void OnWarning(string message)
    {
    }

    public void Dispose()
    {
        opened.ForEach(run => run.Dispose());
        Directory.Delete(folder, recursive: true);
    }

    private TrainingRun Open(TimeProvider? time = null)
    {
        var options = new RunOptions(1, 1, null, Path.Join(folder, $"run-{opened.Count}"), false, null, false)
        {
            Time = time ?? StillClock.Instance,
        };
        opened.Add(TrainingRun.Open(spec, options, this));
        return opened[^1];
    }
}
