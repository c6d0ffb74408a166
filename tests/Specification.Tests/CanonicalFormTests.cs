using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Specification.Tests;

public class CanonicalFormTests
{
    private const string SmallCanonical =
        """{"seed":1,"task":"language-model","data":{"split":[0.8,0.1,0.1],"tokenizer":"character"}""" +
        ""","model":{"embedding":64,"cell":"lstm","hidden":64,"layers":2,"dropout":0.1,"tied":false""" +
        ""","initialization":"default"},"training":{"batch":16,"window":32,"shards":8,"steps":100""" +
        ""","loss":{"reduction":"target"},"clip":{"norm":5},"optimizer":{"kind":"adam","rate":0.002""" +
        ""","weightDecay":0,"betas":[0.9,0.999],"epsilon":1E-08}""" +
        ""","schedule":{"kind":"cosine","warmup":10,"final":0.1}}}""";

    private const string WordsCanonical =
        """{"seed":1,"task":"language-model","data":{"tokenizer":"word","lineEnd":false}""" +
        ""","model":{"embedding":"one-hot","cell":"gru","hidden":8,"layers":1,"dropout":0,"tied":false""" +
        ""","initialization":"default"},"training":{"batch":4,"window":8,"shards":4,"epochs":2""" +
        ""","loss":{"reduction":"target"},"optimizer":{"kind":"sgd","rate":0.001,"weightDecay":0,"momentum":0""" +
        ""","dampening":0,"nesterov":false},"schedule":{"kind":"constant","warmup":0}}}""";

    /// <summary>Each pair changes what is computed.</summary>
    public static TheoryData<string, string> Relevant => new()
    {
        { "seed: 1\n", "seed: 2\n" },
        { "[0.8, 0.1, 0.1]", "[0.7, 0.1, 0.1]" },
        { "[0.8, 0.1, 0.1]", "[0.8, 0.2, 0.0]" },
        { "tokenizer: character", "tokenizer: word" },
        { "tokenizer: character", "tokenizer: word\n  vocabulary: 100" },
        { "tokenizer: character", "tokenizer: word\n  lineEnd: true" },
        { "text: input.txt\n  split: [0.8, 0.1, 0.1]", "train: input.txt" },
        { "embedding: 64", "embedding: 32" },
        { "embedding: 64", "embedding: one-hot" },
        { "cell: lstm", "cell: gru" },
        { "cell: lstm", "cell: rnn-tanh" },
        { "cell: lstm", "cell: rnn-relu" },
        { "hidden: 64", "hidden: 65" },
        { "layers: 2", "layers: 3" },
        { "dropout: 0.1", "dropout: 0.1000000000000001" },
        { "tied: false", "tied: true" },
        { "initialization: default", "initialization: { uniform: 0.1 }" },
        { "batch: 16", "batch: 17" },
        { "window: 32", "window: 33" },
        { "shards: 8", "shards: 4" },
        { "steps: 100", "steps: 101" },
        { "steps: 100", "epochs: 100" },
        { "reduction: target", "reduction: sequence" },
        { "clip: { norm: 5 }", "clip: { norm: 6 }" },
        { "clip: { norm: 5 }", "clip: { value: 5 }" },
        { "  clip: { norm: 5 }\n", "" },
        { "kind: adam,", "kind: adamw," },
        { "kind: adam,", "kind: sgd," },
        { "rate: 0.002", "rate: 0.003" },
        { "rate: 0.002", "rate: 0.002, betas: [0.8, 0.999]" },
        { "rate: 0.002", "rate: 0.002, betas: [0.9, 0.99]" },
        { "rate: 0.002", "rate: 0.002, epsilon: 1e-6" },
        { "rate: 0.002", "rate: 0.002, weightDecay: 0.1" },
        { "kind: cosine, warmup: 10, final: 0.1", "kind: constant, warmup: 10" },
        { "kind: cosine, warmup: 10, final: 0.1", "kind: step, warmup: 10, factor: 0.5, after: 4" },
        { "warmup: 10", "warmup: 11" },
        { "final: 0.1", "final: 0.2" },
    };

    /// <summary>Pairs of keys of other kinds than the small spec's: each value gives other bytes.</summary>
    public static TheoryData<string, string> RelevantOfOtherKinds => new()
    {
        { "kind: sgd", "kind: sgd, momentum: 0.9" },
        { "kind: sgd, momentum: 0.9", "kind: sgd, momentum: 0.9, dampening: 0.1" },
        { "kind: sgd, momentum: 0.9", "kind: sgd, momentum: 0.9, nesterov: true" },
        { "kind: sgd }, schedule: { kind: step, factor: 0.5, after: 4",
          "kind: sgd }, schedule: { kind: step, factor: 0.4, after: 4" },
        { "kind: sgd }, schedule: { kind: step, factor: 0.5, after: 4",
          "kind: sgd }, schedule: { kind: step, factor: 0.5, after: 5" },
    };

    /// <summary>Each pair says the same run in other words, or something that changes no state.</summary>
    public static TheoryData<string, string> Irrelevant => new()
    {
        { "name: small", "name: other" },
        { "seed: 1\n", "seed: 1   # the first\n" },
        { "seed: 1\ntask: language-model", "task: 'language-model'\nseed: 1" },
        { "text: input.txt", "text: /elsewhere/other.txt.gz" },
        { "[0.8, 0.1, 0.1]", "[8e-1, 0.10, 1E-1]" },
        { "  tied: false\n  initialization: default\n", "" },
        { "  loss: { reduction: target }\n", "" },
        { "  shards: 8\n", "" },
        { "clip: { norm: 5 }", "clip: { norm: 5.0 }" },
        { "kind: adam, rate: 0.002", "epsilon: 1e-8, rate: 0.002, betas: [0.9, 0.999], weightDecay: -0, kind: adam" },
        { "every: 50, lanes: 4", "every: 51, lanes: 5" },
        { "validation: { every: 50, lanes: 4 }\n", "" },
        { "every: 20, keep: 2", "every: 21, keep: 3" },
    };

    [Theory]
    [InlineData(Specs.Small, SmallCanonical)]
    [InlineData(Specs.Least, WordsCanonical)]
    public void TheCanonicalFormIsPinned(string text, string canonical)
    {
        Assert.Equal(canonical, Canonical(text));
    }

    [Theory]
    [MemberData(nameof(Relevant))]
    public void WhatChangesTheBitsChangesTheCanonicalForm(string old, string replacement)
    {
        string canonical = Canonical(Specs.With(old, replacement));

        Assert.NotEqual(SmallCanonical, canonical);
        AssertRestores(canonical);
    }

    [Theory]
    [MemberData(nameof(RelevantOfOtherKinds))]
    public void WhatChangesTheBitsOfOtherKindsDoesSoToo(string one, string other)
    {
        string first = Canonical(Specs.Least.Replace("kind: sgd", one, StringComparison.Ordinal));
        string second = Canonical(Specs.Least.Replace("kind: sgd", other, StringComparison.Ordinal));

        Assert.NotEqual(first, second);
        AssertRestores(first);
        AssertRestores(second);
    }

    [Theory]
    [MemberData(nameof(Irrelevant))]
    public void WhatChangesNoBitLeavesTheCanonicalFormAlone(string old, string replacement)
    {
        Assert.Equal(SmallCanonical, Canonical(Specs.With(old, replacement)));
    }

    [Fact]
    public void TheCanonicalFormRestoresWhatItHolds()
    {
        RunSpec spec = Specs.Parse(Specs.Small);
        RunSpec restored = RunSpec.FromCanonicalJson(spec.ToCanonicalJson());

        Assert.Equal(
            spec with
            {
                Name = "",
                SourcePath = "",
                SourceText = "",
                Data = spec.Data with { Corpus = new SplitTextSpec("", 0.8, 0.1, 0.1) },
                Validation = new ValidationSpec(0, 16),
                Checkpoints = new CheckpointSpec(0, 3),
            },
            restored);
    }

    [Fact]
    public void TheCompleteFormRestoresEverything()
    {
        string words = Specs.Least
            .Replace("a.txt", "'über \"uns\" 😀.txt', validation: b.txt, test: c.txt", StringComparison.Ordinal)
            .Replace("name:", "# Grüße 😀\tan \\ alle\nname:", StringComparison.Ordinal);
        foreach (RunSpec spec in new[] { Specs.Parse(Specs.Small), Specs.Parse(words) })
        {
            Assert.Equal(spec, RunSpec.FromJson(spec.ToJson()));
        }
    }

    [Theory]
    [InlineData(
        "\"hidden\":64",
        "\"hidden\":0",
        "c.json: model.hidden: found '0'; expected an integer from 1 to 65536")]
    [InlineData("\"seed\":1", "\"sead\":1", "c.json: sead: unknown key; did you mean 'seed'?")]
    [InlineData("\"seed\":1", "\"seed\":1,\"seed\":2", "c.json: seed: written twice; keep one")]
    [InlineData(
        "\"split\"",
        "\"text\":\"a\",\"split\"",
        "c.json: data.text: unknown key; the keys here are split, tokenizer, vocabulary, lineEnd")]
    [InlineData("\"batch\":16,", "", "c.json: training.batch: missing; expected an integer from 1 to 32768")]
    public void ADamagedCanonicalFormIsRefusedByKey(string old, string replacement, string message)
    {
        string damaged = SmallCanonical.Replace(old, replacement, StringComparison.Ordinal);

        InputException exception = Assert.Throws<InputException>(
            () => RunSpec.FromCanonicalJson(Encoding.UTF8.GetBytes(damaged), "c.json"));

        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public void ATornCanonicalFormIsRefusedAtEveryLength()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(SmallCanonical);
        for (int length = 0; length < bytes.Length; length++)
        {
            InputException exception = Assert.Throws<InputException>(
                () => RunSpec.FromCanonicalJson(bytes.AsSpan(0, length), "c.json"));
            Assert.StartsWith("c.json: the run spec is damaged: ", exception.Message, StringComparison.Ordinal);
        }
    }

    private static string Canonical(string text) => Encoding.UTF8.GetString(Specs.Parse(text).ToCanonicalJson());

    private static void AssertRestores(string canonical) =>
        Assert.Equal(
            canonical,
            Encoding.UTF8.GetString(RunSpec.FromCanonicalJson(Encoding.UTF8.GetBytes(canonical)).ToCanonicalJson()));
}
