using RnnCluster.TestKit;

namespace RnnCluster.Cli.Tests;

/// <summary>A temporary folder with a small real text and specs that train on it; goes away with the test.</summary>
public sealed class RunFolder : IDisposable
{
    public const int TextLength = 30_000;

    public RunFolder()
    {
        string whole = File.ReadAllText(RepositoryRoot.Join("examples", "data", "tinyshakespeare", "input.txt"));
        Write("text.txt", whole[..TextLength]);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("rnncluster-cli-").FullName;

    public string Text => At("text.txt");

    public string At(string name) => System.IO.Path.Join(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>A tiny spec with everything on: two layers, dropout, eight shards, clipping that bites.</summary>
    public string Spec(string cell = "lstm", long steps = 30, string name = "tiny", string rate = "0.01") => Write(
        $"{name}.yaml",
        $$"""
        name: {{name}}
        seed: 7
        task: language-model
        data: { text: text.txt, tokenizer: character, split: [0.8, 0.1, 0.1] }
        model: { embedding: 12, cell: {{cell}}, hidden: 24, layers: 2, dropout: 0.2 }
        training:
          batch: 8
          window: 12
          shards: 8
          steps: {{steps}}
          clip: { norm: 0.4 }
          optimizer: { kind: adam, rate: {{rate}} }
          schedule: { kind: constant }
        validation: { every: 10 }
        checkpoints: { every: 10, keep: 2 }
        """);

    /// <summary>The names and bytes of a run's metrics and of its newest checkpoint, in hexadecimal.</summary>
    public IEnumerable<(string Name, string Bytes)> Remains(string output)
    {
        string newest = Directory.EnumerateDirectories(At(output))
            .Where(folder => File.Exists(System.IO.Path.Join(folder, "manifest.json")))
            .Order(StringComparer.Ordinal)
            .Last();
        IEnumerable<string> files = Directory.EnumerateFiles(newest).Order(StringComparer.Ordinal);
        return [.. files.Append(System.IO.Path.Join(At(output), "metrics.jsonl")).Select(
            file => (System.IO.Path.GetRelativePath(At(output), file), Convert.ToHexString(File.ReadAllBytes(file))))];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
