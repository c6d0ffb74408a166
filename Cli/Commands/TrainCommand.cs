using System.CommandLine;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Learning.Runs;
using RnnCluster.Specification;
using Spectre.Console;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster train</c>: runs a spec from its beginning or from a checkpoint.</summary>
internal sealed class TrainCommand
{
    private const int PartitionsMax = 32_768;
    private const int SampleLength = 200;
    private const double SampleTemperature = 0.8;

    private readonly Argument<string> spec = new("SPEC")
    {
        Description = "The run spec, a YAML file (docs/run-spec.md)",
    };

    private readonly Option<int> threads = ThreadsOption.Create();

    private readonly Option<int> partitions = NumberOption.Whole(
        "--partitions",
        "Compute the shards in N separate groups, as N workers will; changes no bit",
        1,
        PartitionsMax,
        () => 1);

    private readonly Option<long?> steps = NumberOption.WholeIfAny(
        "--steps", "Stop after this step of the run. The default is the end that the spec sets", 1, long.MaxValue);

    private readonly Option<string?> output = new("--out")
    {
        HelpName = "DIR",
        Description = "The folder for checkpoints and metrics.jsonl. The default is runs/NAME, NAME from the spec",
    };

    private readonly Option<bool> resume = new("--resume")
    {
        Description = "Go on from the newest good checkpoint in the output folder",
    };

    private readonly Option<string?> weights = new("--weights")
    {
        HelpName = "FILE.safetensors",
        Description = "Begin with these parameters, under PyTorch's names, instead of drawn ones",
    };

    private readonly Option<bool> acceptNewNumerics = new("--accept-new-numerics")
    {
        Description = "Resume a checkpoint of another numerics version, though the bits will differ",
    };

    private readonly Option<bool> json =
        JsonOption.Create("Print one JSON object a line: begin, progress, validation, checkpoint, warning, end");

    private readonly Host host;

    private TrainCommand(Host host, Command command)
    {
        this.host = host;
        command.Add(spec);
        command.Add(threads);
        command.Add(partitions);
        command.Add(steps);
        command.Add(output);
        command.Add(resume);
        command.Add(weights);
        command.Add(acceptNewNumerics);
        command.Add(json);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command(
            "train",
            "Trains a model as a run spec says. Ctrl-C once: finish the step, write a checkpoint, stop; twice: stop "
            + "at once.");
        _ = new TrainCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        RunSpec loaded = RunSpecLoader.Load(result.GetRequiredValue(spec));
        var options = new RunOptions(
            result.GetValue(threads),
            result.GetValue(partitions),
            result.GetValue(steps),
            result.GetValue(output) ?? Path.Join("runs", loaded.Name),
            result.GetValue(resume),
            result.GetValue(weights),
            result.GetValue(acceptNewNumerics));
        ITrainingView view = CreateView(result.GetValue(json));
        var watch = new TrainingWatch(view, host.Time);
        using TrainingRun run = TrainingRun.Open(loaded, options, watch);
        var summary = new TrainingSummary(loaded, options, run);
        RunResult ended;
        using (var signals = new StopSignals(host, view.OnStopping, view.OnAbort))
        {
            watch.Begin(summary);
            ended = view.Watch(() =>
            {
                RunResult reached = run.Run(signals.Stop);
                watch.Report();
                return reached;
            });
        }

        string sample = run.Sample(SampleLength, new Sampling(SampleTemperature, TopK: 0, loaded.Seed));
        view.OnEnd(new TrainingOutcome(summary, ended, watch.TokensPerSecond, sample, ResumeCommand(result)));
        return ExitCode.Done;
    }

    private ITrainingView CreateView(bool isJson)
    {
        if (isJson)
        {
            return new JsonView(host.Output);
        }

        return host.IsTerminal
            ? new LiveView(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(host.Output) }))
            : new PlainView(host.Output, host.Error);
    }

    private string ResumeCommand(ParseResult result)
    {
        string folder = result.GetValue(output) is string given ? $" --out {Quote(given)}" : "";
        string bound = result.GetValue(steps) is { } last ? $" --steps {last}" : "";
        return $"rnncluster train {Quote(result.GetRequiredValue(spec))}{bound}{folder} --resume";
    }

    /// <summary>A path as a shell takes it.</summary>
    private static string Quote(string path) =>
        path.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+=,:@".Contains(letter, StringComparison.Ordinal))
            ? path
            : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
