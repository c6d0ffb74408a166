namespace RnnCluster.Specification.Tests;

/// <summary>Small good specs that tests spoil or vary.</summary>
internal static class Specs
{
    /// <summary>One key a line, so that a message's line tells which key it means.</summary>
    public const string Small = """
        name: small
        seed: 1
        task: language-model
        data:
          text: input.txt
          split: [0.8, 0.1, 0.1]
          tokenizer: character
        model:
          embedding: 64
          cell: lstm
          hidden: 64
          layers: 2
          dropout: 0.1
          tied: false
          initialization: default
        training:
          batch: 16
          window: 32
          shards: 8
          steps: 100
          loss: { reduction: target }
          clip: { norm: 5 }
          optimizer: { kind: adam, rate: 0.002 }
          schedule: { kind: cosine, warmup: 10, final: 0.1 }
        validation: { every: 50, lanes: 4 }
        checkpoints: { every: 20, keep: 2 }
        """;

    /// <summary>As small as it gets: every default is at work.</summary>
    public const string Least = """
        name: least
        task: language-model
        data: { train: a.txt, tokenizer: word }
        model: { embedding: one-hot, cell: gru, hidden: 8 }
        training: { batch: 4, window: 8, epochs: 2, optimizer: { kind: sgd } }
        """;

    public static RunSpec Parse(string text) => RunSpecLoader.Parse(text, "specs/x.yaml");

    /// <summary>The small spec with one piece replaced; the piece must be there exactly once.</summary>
    public static string With(string old, string replacement)
    {
        Assert.Equal(2, Small.Split(old).Length);
        return Small.Replace(old, replacement, StringComparison.Ordinal);
    }
}
