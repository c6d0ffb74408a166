using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>
/// Runs of two specs without an end, and what one thread in one process leaves of them at any step. The batch does not
/// divide by the eight shards, dropout is on, clipping is at work, epochs are short.
/// </summary>
public sealed class ClusterRuns : IDisposable
{
    /// <summary>Steps of a millisecond or two.</summary>
    public const string Small = "small";

    /// <summary>Steps so long that whoever is killed is in the middle of one.</summary>
    public const string Heavy = "heavy";

    /// <summary>The shards of a step.</summary>
    public const int Shards = 8;

    private readonly RunFolder folder = new();
    private readonly Dictionary<string, string> references = new(StringComparer.Ordinal);
    private int runs;

    public ClusterRuns()
    {
        folder.Write("small.yaml", Spec(Small, hidden: 40, batch: 12, window: 9, every: 10));
        folder.Write("heavy.yaml", Spec(Heavy, hidden: 224, batch: 20, window: 40, every: 3));
    }

    /// <summary>The folder that everything lies in.</summary>
    public string Folder => folder.Path;

    /// <summary>A spec's path, the same for everybody: it is part of what a checkpoint holds.</summary>
    public string SpecPath(string spec) => folder.At($"{spec}.yaml");

    /// <summary>A path in the folder.</summary>
    public string At(string name) => folder.At(name);

    /// <summary>The name of a folder that no other run writes to.</summary>
    public string NextOutput() => string.Create(CultureInfo.InvariantCulture, $"run-{runs++}");

    /// <summary>
    /// Compares what a run left with what one thread leaves that ends at the same step. Only who comes to an end
    /// validates there; a run that was stopped is compared without that.
    /// </summary>
    /// <param name="spec">The spec.</param>
    /// <param name="output">The run's folder.</param>
    /// <param name="end">The run's last line.</param>
    /// <param name="amendments">Each as STEP:RATE.</param>
    public void AssertSame(string spec, string output, JsonElement end, params string[] amendments)
    {
        long step = end.GetProperty("step").GetInt64();
        bool isComplete = end.GetProperty("complete").GetBoolean();
        string reference = Reference(spec, step, amendments);

        // A run that stopped in a validation has not written the line of its last step yet.
        bool isOwed = end.TryGetProperty("validationOwed", out _);
        string[] lines = Metrics(reference, isComplete);
        Assert.Equal(isOwed ? lines[..^1] : lines, Metrics(output, isComplete || isOwed));
        JsonElement expected = Answer.Done("inspect", folder.At(reference), "--json").Json;
        Assert.Equal(expected.GetProperty("stateHash").GetString(), end.GetProperty("stateHash").GetString());

        string last = isComplete ? "" : string.Create(CultureInfo.InvariantCulture, $"checkpoint-{step:D10}");
        foreach (string checkpoint in Checkpoints(output).Intersect(Checkpoints(reference)).Where(each => each != last))
        {
            Assert.Equal(Bytes(reference, checkpoint), Bytes(output, checkpoint));
        }
    }

    public void Dispose() => folder.Dispose();

    private string[] Metrics(string output, bool isComplete)
    {
        string[] lines = File.ReadAllLines(folder.At(Path.Join(output, "metrics.jsonl")));
        if (!isComplete)
        {
            JsonObject last = JsonNode.Parse(lines[^1])!.AsObject();
            last.Remove("validationLoss");
            lines[^1] = last.ToJsonString();
        }

        return lines;
    }

    private IEnumerable<string> Checkpoints(string output) =>
        Directory.EnumerateFiles(folder.At(output), "manifest.json", SearchOption.AllDirectories)
            .Select(manifest => Path.GetFileName(Path.GetDirectoryName(manifest)!));

    private IEnumerable<(string File, string Bytes)> Bytes(string output, string checkpoint) =>
        Directory.EnumerateFiles(folder.At(Path.Join(output, checkpoint)))
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), Convert.ToHexString(File.ReadAllBytes(path))));

    private string Reference(string spec, long step, string[] amendments)
    {
        string steps = step.ToString(CultureInfo.InvariantCulture);
        string key = string.Join(' ', [spec, steps, .. amendments]);
        if (!references.TryGetValue(key, out string? output))
        {
            output = NextOutput();
            string[] amend = [.. amendments.SelectMany(amendment => new[] { "--amend", amendment })];
            Answer.Done(
                ["train", SpecPath(spec), "--out", folder.At(output), "--threads", "1", "--steps", steps, .. amend]);
            references.Add(key, output);
        }

        return output;
    }

    private static string Spec(string name, int hidden, int batch, int window, int every) =>
        $$"""
        name: {{name}}
        seed: 11
        task: language-model
        data: { text: text.txt, tokenizer: character, split: [0.05, 0.01, 0.94] }
        model: { embedding: 20, cell: lstm, hidden: {{hidden}}, layers: 2, dropout: 0.2 }
        training:
          batch: {{batch}}
          window: {{window}}
          shards: {{Shards}}
          steps: 100000000
          clip: { norm: 0.25 }
          optimizer: { kind: adam, rate: 0.01 }
          schedule: { kind: step, after: 1, factor: 0.7, warmup: 5 }
        validation: { every: 10 }
        checkpoints: { every: {{every}}, keep: 3 }
        """;
}
