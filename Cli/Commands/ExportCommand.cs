using System.CommandLine;
using RnnCluster.Cli.Hosting;
using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Weights;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster export</c>: a checkpoint's parameters as a file that PyTorch loads.</summary>
internal sealed class ExportCommand
{
    private readonly Argument<string> checkpoint = new("CHECKPOINT") { Description = ModelSource.CheckpointHelp };

    private readonly Option<string> output = new("--out")
    {
        HelpName = "FILE.safetensors",
        Description = "The file to write; one that is there is replaced",
        Required = true,
    };

    private readonly Host host;

    private ExportCommand(Host host, Command command)
    {
        this.host = host;
        command.Add(checkpoint);
        command.Add(output);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command(
            "export", "Writes a checkpoint's parameters as safetensors under PyTorch's names and shapes.");
        _ = new ExportCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        Checkpoint opened = ModelSource.Open(host, result.GetRequiredValue(checkpoint));
        CheckpointContent content = opened.Content;
        RunSpec spec = RunSpec.FromJson(content.Spec.Span, opened.Location);
        Vocabulary vocabulary = Vocabulary.FromJson(content.Identity.Vocabulary, opened.Location);
        string path = result.GetRequiredValue(output);
        ModelWeights.Save(path, RunAssembly.ModelOf(spec.Model, vocabulary.Count), content.State);
        host.Output.WriteLine($"{path}: the parameters of step {opened.Step}, state {opened.StateHash}");
        return ExitCode.Done;
    }
}
