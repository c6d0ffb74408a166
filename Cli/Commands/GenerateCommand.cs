using System.CommandLine;
using RnnCluster.Cli.Hosting;
using RnnCluster.Data;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Learning.Runs;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster generate</c>: text drawn from a model, symbol by symbol.</summary>
internal sealed class GenerateCommand
{
    private const int LengthMax = 1_000_000_000;
    private const int TopKMax = 10_000_000;
    private const double TemperatureMax = 1000;

    private readonly Option<string?> prompt = new("--prompt")
    {
        HelpName = "TEXT",
        Description = "The beginning, which the model reads first and which is printed. The default is a line end that "
            + "is not printed, or the first symbol of a vocabulary without one",
    };

    private readonly Option<int> length =
        NumberOption.Whole("--length", "Symbols to draw: characters or words", 1, LengthMax, () => 500);

    private readonly Option<double> temperature = NumberOption.Real(
        "--temperature", "Below 1: likelier symbols more often; 0: always the likeliest", 0, TemperatureMax, 1);

    private readonly Option<int> topK =
        NumberOption.Whole("--top-k", "Draw from the N likeliest symbols only; 0: from all", 0, TopKMax, () => 0);

    private readonly Option<ulong> seed =
        NumberOption.Whole("--seed", "Same model, options and seed: same text", 0UL, ulong.MaxValue, () => 0UL);

    private readonly Host host;
    private readonly ModelSource source;

    private GenerateCommand(Host host, Command command)
    {
        this.host = host;
        source = new ModelSource(host, command);
        command.Add(prompt);
        command.Add(length);
        command.Add(temperature);
        command.Add(topK);
        command.Add(seed);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command("generate", "Draws text from a model and prints it as it comes.");
        _ = new GenerateCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        // One symbol at a time leaves nothing for a second thread.
        using var team = new ComputeTeam(1);
        LoadedModel model = source.Load(result, rows: 1, team);
        string text = result.GetValue(prompt) ?? "";
        int[] given = model.Tokenizer.Encode(text, "--prompt");
        var sampling = new Sampling(
            result.GetValue(temperature), result.GetValue(topK), result.GetValue(seed));
        var generator = new Generator(model.Model, sampling);
        int symbol = given.Length > 0 ? given[^1] : FirstSymbol(model.Tokenizer.Vocabulary);
        foreach (int token in given.SkipLast(1))
        {
            generator.Feed(token);
        }

        host.Output.Write(text);
        var stream = new SymbolStream(model.Tokenizer, given.Length > 0 ? symbol : null);
        for (int drawn = 0; drawn < result.GetValue(length) && !host.Written.Failed.IsCancellationRequested; drawn++)
        {
            generator.Feed(symbol);
            symbol = generator.Draw();
            host.Output.Write(stream.Next(symbol));
            host.Output.Flush();
        }

        host.Output.WriteLine();
        return ExitCode.Done;
    }

    private static int FirstSymbol(Vocabulary vocabulary) =>
        vocabulary.TryFind(vocabulary.LineEnd ? Vocabulary.LineEndWord : "\n", out int token) ? token : 0;
}
