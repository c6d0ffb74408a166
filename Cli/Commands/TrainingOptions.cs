using System.CommandLine;
using System.Globalization;
using RnnCluster.Cli.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Schedules;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Commands;

/// <summary>What every command that trains a spec asks for.</summary>
internal sealed class TrainingOptions
{
    private readonly Argument<string> spec = new("SPEC")
    {
        Description = "The run spec, a YAML file (docs/run-spec.md)",
    };

    private readonly Option<int> threads = ThreadsOption.Create();

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

    private readonly Option<string?> from = new("--from")
    {
        HelpName = "CHECKPOINT",
        Description = "Begin with the state of another run, at its step: a checkpoint's folder, or a run's output, "
            + "which means its newest. Part of this run's id. With --resume it counts while there is no checkpoint",
    };

    private readonly Option<string[]> amend = new("--amend")
    {
        HelpName = "STEP:RATE",
        Description = "From this step on, RATE takes the place of the spec's learning rate; part of the run's state, "
            + "and kept by a resume. May be given several times",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<bool> acceptNewNumerics = new("--accept-new-numerics")
    {
        Description = "Resume a checkpoint of another numerics version, though the bits will differ",
    };

    private readonly Option<bool> json = JsonOption.Create(
        "Print one JSON object a line: begin, progress, validation, checkpoint, warning, what happens in the cluster, "
        + "end");

    private IReadOnlyList<Option> repeated = [];

    /// <summary>Adds the argument and the options that come before those of the command itself.</summary>
    public void AddTo(Command command)
    {
        command.Add(spec);
        command.Add(threads);
        command.Add(steps);
        command.Add(output);
        command.Add(resume);
        command.Add(weights);
        command.Add(from);
        command.Add(amend);
        command.Add(acceptNewNumerics);
        command.Add(json);
    }

    /// <summary>Names the command's own options that a resume is given again, so that it does the same.</summary>
    public void Repeat(params Option[] options) => repeated = options;

    /// <summary>The path of the spec.</summary>
    public string SpecPath(ParseResult result) => result.GetRequiredValue(spec);

    /// <summary>Whether output is for programs.</summary>
    public bool IsJson(ParseResult result) => result.GetValue(json);

    /// <summary>How the run is executed.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="loaded">The spec.</param>
    /// <param name="partitions">Groups that a single process computes the shards in.</param>
    /// <param name="shareOfThreads">How many replicas of this process share its threads.</param>
    /// <exception cref="InputException">An amendment is none.</exception>
    public RunOptions Options(ParseResult result, RunSpec loaded, int partitions, int shareOfThreads) => new(
        Math.Max(1, result.GetValue(threads) / shareOfThreads),
        partitions,
        result.GetValue(steps),
        result.GetValue(output) ?? Path.Join("runs", loaded.Name),
        result.GetValue(resume),
        result.GetValue(weights),
        result.GetValue(acceptNewNumerics))
    {
        From = result.GetValue(from),
        Amendments = [.. (result.GetValue(amend) ?? []).Select(ParseAmendment)],
    };

    /// <summary>The command line that goes on with a run that was stopped.</summary>
    public string ResumeCommand(ParseResult result)
    {
        string folder = result.GetValue(output) is string given ? $" --out {Quote(given)}" : "";
        string bound = result.GetValue(steps) is { } last ? $" --steps {last}" : "";
        string again = string.Concat(repeated.Select(option => Again(result, option)));
        return $"rnncluster {result.CommandResult.Command.Name} {Quote(SpecPath(result))}{again}{bound}{folder} "
            + "--resume";
    }

    /// <summary>What a run can do whose loss is no finite number: one sentence, with the command.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="checkpoint">The step of the newest checkpoint; null if there is none.</param>
    public string WayOn(ParseResult result, Step? checkpoint) => checkpoint is { } good
        ? $"Go on from the checkpoint of step {good} at a lower rate: {ResumeCommand(result)} --amend {good.Next}:RATE"
        : "No checkpoint was written (checkpoints.every in the spec); begin anew with --amend STEP:RATE, or a lower "
            + "training.optimizer.rate";

    /// <summary>An option as it was given; nothing if it was not.</summary>
    private static string Again(ParseResult result, Option option) =>
        result.GetResult(option) is { Implicit: false } given
            ? $" {option.Name}{string.Concat(given.Tokens.Select(token => $" {Quote(token.Value)}"))}"
            : "";

    private static Amendment ParseAmendment(string text)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        string[] parts = text.Split(':');
        if (parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long from)
            && double.TryParse(parts[1], Style, CultureInfo.InvariantCulture, out double rate)
            && double.IsFinite(rate)
            && rate > 0)
        {
            return new Amendment(new Step(from), rate);
        }

        throw new InputException(
            $"--amend '{text}': expected STEP:RATE, such as 4000:0.0005, the rate a number above 0");
    }

    private static string Quote(string argument) => ShellWord.Of(argument, OperatingSystem.IsWindows());
}
