using System.CommandLine;
using RnnCluster.Cli.Hosting;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Runs;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Commands;

/// <summary>Where a command's model comes from: CHECKPOINT, or <c>--spec</c> with <c>--weights</c>.</summary>
internal sealed class ModelSource
{
    private readonly Argument<string?> checkpoint = new("CHECKPOINT")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = CheckpointHelp + "; or give --spec and --weights",
    };

    private readonly Option<string?> spec = new("--spec")
    {
        HelpName = "SPEC",
        Description = "The run spec of the model in --weights; its data give the vocabulary",
    };

    private readonly Option<string?> weights = new("--weights")
    {
        HelpName = "FILE.safetensors",
        Description = "Parameters under PyTorch's names, as 'export' and PyTorch write them",
    };

    private readonly Host host;

    public ModelSource(Host host, Command command)
    {
        this.host = host;
        command.Add(checkpoint);
        command.Add(spec);
        command.Add(weights);
    }

    /// <summary>What a checkpoint's path may be.</summary>
    public static string CheckpointHelp => "A checkpoint's folder, or a run's folder: its newest good checkpoint";

    /// <summary>Opens a checkpoint; what is passed over on the way goes to the error stream.</summary>
    public static Checkpoint Open(Host host, string path) =>
        CheckpointStore.Open(path, warning => host.Tell($"warning: {warning}"));

    /// <summary>Loads the model.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="rows">The most rows of a pass.</param>
    /// <param name="team">Threads to load with.</param>
    public LoadedModel Load(ParseResult result, int rows, ComputeTeam team)
    {
        string? path = result.GetValue(checkpoint);
        string? specPath = result.GetValue(spec);
        string? weightsPath = result.GetValue(weights);
        if (path is not null)
        {
            return specPath is null && weightsPath is null
                ? LoadedModel.FromCheckpoint(Open(host, path), rows, team)
                : throw new InputException(
                    "CHECKPOINT and --spec or --weights: a checkpoint has its own spec and parameters; give one or "
                    + "the other");
        }

        return specPath is not null && weightsPath is not null
            ? LoadedModel.FromWeights(RunSpecLoader.Load(specPath), weightsPath, rows, team)
            : throw new InputException("no model: give CHECKPOINT, or both --spec and --weights");
    }
}
