using System.CommandLine;
using RnnCluster.Cli.Hosting;
using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Weights;
using RnnCluster.Neural.Models;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster export</c>: a checkpoint's parameters as a file that PyTorch loads.</summary>
internal sealed class ExportCommand
{
    private readonly Argument<string> checkpoint = new("CHECKPOINT") { Description = ModelSource.CheckpointHelp };

    private readonly Option<string> output = new("--out")
    {
        HelpName = "FILE.safetensors",
        Description = "The file to write; one that is there is replaced. A device or a FIFO is written to; - is "
            + "standard output",
        Required = true,
    };

    /// <summary>Names of standard output: opened as a file it would be replaced, or begun anew.</summary>
    private static readonly string[] StandardOutputs = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

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
        ModelOptions model = RunAssembly.ModelOf(spec.Model, vocabulary.Count);
        string told = $"{path}: the parameters of step {opened.Step}, state {opened.StateHash}";
        if (!StandardOutputs.Contains(path))
        {
            ModelWeights.Save(path, model, content.State);
            host.Output.WriteLine(told);
            return ExitCode.Done;
        }

        if (host.IsTerminal)
        {
            throw new InputException($"--out {path}: standard output is a terminal; send it into a file or a pipe");
        }

        // The line would be taken for a part of the file.
        host.Written.WriteBytes(stream => ModelWeights.Save(stream, model, content.State));
        if (host.Written.Fault is null)
        {
            host.Tell(told);
        }

        return ExitCode.Done;
    }
}
