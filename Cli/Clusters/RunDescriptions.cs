using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using RnnCluster.Dashboard;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;

namespace RnnCluster.Cli.Clusters;

/// <summary>A run as its dashboard describes it.</summary>
internal static class RunDescriptions
{
    /// <summary>Gathers it from an open run.</summary>
    public static RunDescription Of(TrainingRun run, TrainingSummary summary, NodeDescription self, Host host) => new()
    {
        Name = summary.Name,
        Id = summary.RunId,
        Task = "language-model",
        Model = summary.Model,
        Parameters = summary.Parameters,
        Vocabulary = summary.Corpus.Vocabulary.Count,
        Shards = summary.Shards,
        Steps = summary.Steps,
        StepsPerEpoch = summary.StepsPerEpoch,
        TokensPerStep = summary.TokensPerStep,
        ClipNorm = summary.ClipNorm,
        ValidationEvery = run.Journal.ValidationEvery,
        FirstStep = summary.Step,
        Term = self.Incarnation,
        Output = summary.Options.Output,
        Version = self.Version,
        StartedAt = host.Time.GetUtcNow(),
        Spec = run.CanonicalSpec,
    };
}
