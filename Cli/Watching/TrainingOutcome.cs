using RnnCluster.Coordinator;
using RnnCluster.Kernels.Functions;
using RnnCluster.Learning.Runs;

namespace RnnCluster.Cli.Watching;

/// <summary>How a training run ended.</summary>
/// <param name="Summary">What was trained.</param>
/// <param name="Result">Its step, losses and state hash.</param>
/// <param name="TokensPerSecond">Speed over all steps of this process; 0 if there was none.</param>
/// <param name="Sample">Text drawn from the model; empty for a run that was asked to stop.</param>
/// <param name="ResumeCommand">What goes on with a run that was stopped.</param>
/// <param name="Cluster">What happened in the cluster; null if there was none.</param>
/// <param name="StepsLost">Steps that had to be made again.</param>
internal sealed record TrainingOutcome(
    TrainingSummary Summary,
    RunResult Result,
    double TokensPerSecond,
    string Sample,
    string ResumeCommand,
    CoordinatorEnd? Cluster,
    long StepsLost)
{
    /// <summary>The outcome as lines of a label and a text, without the sample.</summary>
    public IEnumerable<(string Label, string Text)> Lines()
    {
        if (Result.TrainLoss is { } trainLoss)
        {
            yield return ("train loss", $"{Figures.Loss(trainLoss)} nats per target, last step");
        }

        if (Result.ValidationLoss is { } loss)
        {
            string perplexity = Figures.Perplexity(DoubleFunctions.Exp(loss));
            yield return ("validation", $"{Figures.Loss(loss)} nats per target, perplexity {perplexity}");
        }

        if (TokensPerSecond > 0)
        {
            yield return ("speed", $"{Figures.Speed(TokensPerSecond)} tokens/s");
        }

        if (Cluster is not null)
        {
            yield return (
                "cluster",
                $"{Cluster.WorkersSeen} workers seen, {Cluster.ReassignedShards} shards reassigned, "
                + $"{Cluster.SpeculatedShards} speculated, {StepsLost} steps lost");
        }

        string owed = Result.OwesValidation ? ", whose validation a resume makes first" : "";
        yield return ("checkpoint", $"step {Figures.Count(Result.Step.Value)} in {Summary.Options.Output}{owed}");
        yield return ("state hash", Result.StateHash);
    }
}
