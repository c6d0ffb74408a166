using System.Reflection;
using RnnCluster.Cli.Clusters;
using RnnCluster.Learning.Benchmarks;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary><c>bench SPEC --workers N</c> measures what <c>bench SPEC</c> measures.</summary>
public sealed class SyntheticRunTests
{
    private const string Plain =
        """
        name: plain
        task: language-model
        data: { text: text.txt, tokenizer: character }
        model: { embedding: 8, cell: lstm, hidden: 9 }
        training: { batch: 16, window: 5, steps: 50, optimizer: { kind: sgd } }
        """;

    private const string OffDefaults =
        """
        name: off
        seed: 7
        task: language-model
        data: { text: text.txt, tokenizer: word, vocabulary: 40, lineEnd: true, split: [0.5, 0.25, 0.25] }
        model:
          { embedding: 10, cell: gru, hidden: 10, layers: 3, dropout: 0.25, tied: true,
            initialization: { uniform: 0.1 } }
        training:
          batch: 12
          window: 6
          shards: 4
          epochs: 2
          loss: { reduction: sequence }
          clip: { value: 0.25 }
          optimizer: { kind: adamw, rate: 0.5, betas: [0.8, 0.99], epsilon: 1e-6, weightDecay: 0.1 }
          schedule: { kind: step, factor: 0.5, after: 3, warmup: 7 }
        validation: { every: 3, lanes: 5 }
        checkpoints: { every: 4, keep: 2 }
        """;

    private const string OneHot =
        """
        name: one-hot
        seed: 9
        task: language-model
        data: { train: text.txt, validation: text.txt, tokenizer: character }
        model: { embedding: one-hot, cell: rnn-relu, hidden: 9 }
        training:
          batch: 4
          window: 5
          steps: 50
          clip: { norm: 3 }
          optimizer: { kind: sgd, rate: 0.5, momentum: 0.5, nesterov: true, weightDecay: 0.1 }
          schedule: { kind: cosine, final: 0.5, warmup: 2 }
        """;

    [Theory]
    [InlineData(Plain, 30)]
    [InlineData(OffDefaults, 40)]
    [InlineData(OneHot, 30)]
    [InlineData(OneHot, 2000)]
    public void TheClusterTrainsTheStepThatOneProcessTrains(string text, int vocabulary)
    {
        var benchmark = new BenchmarkCase(RunSpecLoader.Parse(text, "spec.yaml"), vocabulary);
        using var synthetic = new SyntheticRun(benchmark);
        using TrainingRun run = synthetic.Open(1, new Silent());
        TrainingPlan cluster = run.Replica.Plan;

        foreach (PropertyInfo property in typeof(TrainingPlan).GetProperties())
        {
            if (property.Name != nameof(TrainingPlan.Schedule))
            {
                Assert.Equal(property.GetValue(benchmark.Plan), property.GetValue(cluster));
            }
        }

        TrainingSpec told = benchmark.Spec.Training;
        Assert.Equal(told, synthetic.Spec.Training with { Steps = told.Steps, Epochs = told.Epochs });
        Assert.Equal(benchmark.Spec.Model, synthetic.Spec.Model);
        Assert.Equal((benchmark.Spec.Seed, benchmark.Spec.Task), (synthetic.Spec.Seed, synthetic.Spec.Task));
    }

    [Fact]
    public void EveryKeyOfModelAndTrainingIsOffItsDefaultInOneOfTheSpecs()
    {
        RunSpec plain = RunSpecLoader.Parse(Plain, "spec.yaml");
        RunSpec[] others = [RunSpecLoader.Parse(OffDefaults, "spec.yaml"), RunSpecLoader.Parse(OneHot, "spec.yaml")];
        AssertOff(typeof(ModelSpec), plain.Model, others.Select(spec => (object)spec.Model));
        AssertOff(typeof(TrainingSpec), plain.Training, others.Select(spec => (object)spec.Training));
    }

    private static void AssertOff(Type type, object plain, IEnumerable<object> others)
    {
        foreach (PropertyInfo property in type.GetProperties())
        {
            Assert.True(
                others.Any(other => !Equals(property.GetValue(other), property.GetValue(plain))), property.Name);
        }
    }

    private sealed class Silent : ITrainingObserver
    {
        public void OnStep(in StepReport report)
        {
        }

        public void OnValidated(Shared.Step step, double loss, TimeSpan duration)
        {
        }

        public void OnCheckpoint(Learning.Checkpoints.CheckpointReceipt written)
        {
        }

        public void OnWarning(string message)
        {
        }
    }
}
