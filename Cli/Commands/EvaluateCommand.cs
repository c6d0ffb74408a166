using System.CommandLine;
using System.Text.Json;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using RnnCluster.Kernels.Functions;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Learning.Runs;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster evaluate</c>: the loss of a model on a text.</summary>
internal sealed class EvaluateCommand
{
    private const int LanesMax = 32_768;

    /// <summary>Lanes of one pass: more lanes run one pass after another, which changes no bit.</summary>
    private const int RowsMax = 64;

    private readonly Option<string?> data = new("--data")
    {
        HelpName = "FILE",
        Description = "Evaluate this whole text. The default is the test part of the spec's data, or else validation",
    };

    private readonly Option<int> lanes = NumberOption.Whole(
        "--lanes",
        "Streams that the text is cut into, each from the zero state; 1 carries the state through the whole text",
        1,
        LanesMax,
        () => 1);

    private readonly Option<int> threads = ThreadsOption.Create();
    private readonly Option<bool> json = JsonOption.Create("Print one JSON object: loss, perplexity, targets, part");
    private readonly Host host;
    private readonly ModelSource source;

    private EvaluateCommand(Host host, Command command)
    {
        this.host = host;
        source = new ModelSource(host, command);
        command.Add(data);
        command.Add(lanes);
        command.Add(threads);
        command.Add(json);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command("evaluate", "Prints the loss of a model on a text: nats per target, and perplexity.");
        _ = new EvaluateCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        int streams = result.GetValue(lanes);
        int rows = Math.Min(streams, RowsMax);
        using var team = new ComputeTeam(result.GetValue(threads));
        LoadedModel model = source.Load(result, rows, team);
        EvaluationPart part = result.GetValue(data) is string file ? model.ReadFile(file) : model.ReadHeldOutPart();
        ThreadsOption.MaybeWarn(host, team.Size);
        var evaluator = new Evaluator(model.Model, part.Tokens, streams, model.Steps, rows);
        double loss = evaluator.Run(team);
        double perplexity = DoubleFunctions.Exp(loss);
        if (result.GetValue(json))
        {
            JsonLine.Write(host.Output, writer => Describe(writer, loss, perplexity, evaluator.Targets, part.Name));
        }
        else
        {
            host.Output.WriteLine($"loss        {Figures.Loss(loss)} nats per target");
            host.Output.WriteLine($"perplexity  {Figures.Perplexity(perplexity)}");
            host.Output.WriteLine($"targets     {Figures.Count(evaluator.Targets)}");
            host.Output.WriteLine($"part        {part.Name}");
        }

        return ExitCode.Done;
    }

    private static void Describe(Utf8JsonWriter writer, double loss, double perplexity, int targets, string part)
    {
        JsonLine.WriteNumber(writer, "loss", loss);
        JsonLine.WriteNumber(writer, "perplexity", perplexity);
        writer.WriteNumber("targets", targets);
        writer.WriteString("part", part);
    }
}
