using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests.Equality;

/// <summary>
/// Runs of one small spec on real text, each in a process of its own. The batch does not divide by the shards, no width
/// by 16, epochs end after every 13 steps, dropout is on and clipping at work.
/// </summary>
public sealed class EqualRuns : IDisposable
{
    /// <summary>Where runs end that nobody stops; the spec itself would go on for ever.</summary>
    public const long Steps = 30;

    private readonly RunFolder folder = new();
    private readonly Dictionary<(string Cell, long Steps), string> references = [];
    private int runs;

    /// <summary>The folder that a new run writes to.</summary>
    public string NextOutput() => string.Create(CultureInfo.InvariantCulture, $"run-{runs++}");

    /// <summary>Starts a process that trains.</summary>
    /// <param name="variable">One of <see cref="LaneSwitch"/>.</param>
    /// <param name="cell">The spec's cell.</param>
    /// <param name="output">The run's folder.</param>
    /// <param name="options">More options of <c>train</c>.</param>
    internal RnnProcess Start(string variable, string cell, string output, params string[] options)
    {
        string spec = folder.Write($"{cell}.yaml", Spec(cell));
        string[] variables = variable == LaneSwitch.None ? [] : [variable];
        return new RnnProcess(folder.Path, variables, ["train", spec, "--out", output, "--json", .. options]);
    }

    /// <summary>Lets a process come to its end and compares what it left with what a plain run leaves.</summary>
    internal async Task AssertSame(RnnProcess run, string variable, string cell, string output)
    {
        JsonElement end = await AssertEnds(run);
        Assert.Equal(LaneSwitch.LanesWith(variable), end.GetProperty("lanes").GetString());
        string reference = await Reference(cell, end.GetProperty("step").GetInt64());
        Assert.Equal(File.ReadAllLines(Metrics(reference)), File.ReadAllLines(Metrics(output)));
        Assert.Equal(folder.Remains(reference), folder.Remains(output));
        Assert.Equal(StateHashOf(reference), end.GetProperty("stateHash").GetString());
    }

    /// <summary>The folder of a plain run: one partition, one thread, no switch, never interrupted.</summary>
    internal async Task<string> Reference(string cell, long steps)
    {
        if (!references.TryGetValue((cell, steps), out string? output))
        {
            output = NextOutput();
            using RnnProcess run = Start(
                LaneSwitch.None,
            cell,
            output,
            "--threads",
            "1",
            "--steps",
            steps.ToString(CultureInfo.InvariantCulture));
            JsonElement end = await AssertEnds(run);
            Assert.Equal(steps, end.GetProperty("step").GetInt64());
            references.Add((cell, steps), output);
        }

        return output;
    }

    /// <summary>A run's metrics file.</summary>
    public string Metrics(string output) => folder.At(Path.Join(output, "metrics.jsonl"));

    /// <summary>The newest checkpoint's step.</summary>
    public long StepOf(string output) => Inspect(output).GetProperty("step").GetInt64();

    public void Dispose() => folder.Dispose();

    private string StateHashOf(string output) => Inspect(output).GetProperty("stateHash").GetString()!;

    /// <summary>A kill in the middle of a checkpoint leaves an unfinished one, which a warning names.</summary>
    private JsonElement Inspect(string output)
    {
        Answer answer = Answer.To("inspect", folder.At(output), "--json");
        Assert.Equal(ExitCode.Done, answer.Code);
        return answer.Json;
    }

    private static async Task<JsonElement> AssertEnds(RnnProcess run)
    {
        (int code, string error) = await run.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        return run.Json;
    }

    private static string Spec(string cell) =>
        $$"""
        name: equality
        seed: 11
        task: language-model
        data: { text: text.txt, tokenizer: character, split: [0.05, 0.01, 0.94] }
        model: { embedding: 20, cell: {{cell}}, hidden: 40, layers: 2, dropout: 0.2 }
        training:
          batch: 12
          window: 9
          shards: 8
          steps: 100000000
          clip: { norm: 0.25 }
          optimizer: { kind: adam, rate: 0.01 }
          schedule: { kind: step, after: 1, factor: 0.7, warmup: 5 }
        validation: { every: 10 }
        checkpoints: { every: 10, keep: 3 }
        """;
}
