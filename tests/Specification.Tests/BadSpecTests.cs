using RnnCluster.Shared;

namespace RnnCluster.Specification.Tests;

/// <summary>Every mistake with the whole message that the user reads.</summary>
public class BadSpecTests
{
    private const string OptimizerKeys = "a mapping with the keys kind, rate, weightDecay, momentum, dampening, " +
        "nesterov, betas, epsilon";

    private const string NameGrammar = "1 to 64 letters, digits, '-', '_' or '.', the first a letter or digit, the "
        + "last no '.', and no device of Windows such as nul or com1";

    /// <summary>A piece of the small spec, what stands there instead, and the message without the file.</summary>
    public static TheoryData<string, string, string> Mistakes => new()
    {
        // Keys.
        { "rate: 0.002", "rte: 0.002", "(23): training.optimizer.rte: unknown key; did you mean 'rate'?" },
        { "  hidden: 64", "  hiden: 64", "(11): model.hiden: unknown key; did you mean 'hidden'?" },
        { "  hidden: 64", "  Hidden: 64", "(11): model.Hidden: unknown key; did you mean 'hidden'?" },
        { "  layers: 2", "  batch: 2", "(12): model.batch: unknown key; 'batch' belongs under training" },
        { "  layers: 2", "  seed: 2", "(12): model.seed: unknown key; 'seed' belongs to the outermost level" },
        { "seed: 1\n", "momentum: 1\n", "(2): momentum: unknown key; 'momentum' belongs under training.optimizer" },
        {
            "seed: 1\n", "zebra: 1\n",
            "(2): zebra: unknown key; the keys here are name, seed, task, data, model, training, validation, " +
            "checkpoints"
        },
        { "  layers: 2", "  hidden: 2", "(12): model.hidden: written twice, first in line 11; keep one" },
        { "  batch: 16\n", "", "(16): training.batch: missing; expected an integer from 1 to 32768" },
        {
            "name: small\n", "",
            $"(1): name: missing; expected {NameGrammar}"
        },
        {
            "optimizer: { kind: adam, rate: 0.002 }\n  ", "",
            $"(16): training.optimizer: missing; expected {OptimizerKeys}"
        },
        { "kind: adam, rate", "rate", "(23): training.optimizer.kind: missing; expected sgd, adam or adamw" },
        { "  steps: 100\n", "", "(16): training: missing 'steps' or 'epochs'; expected one of them" },
        { "steps: 100", "steps: 100\n  epochs: 2", "(21): training.epochs: given beside 'steps'; keep one of them" },

        // Types.
        { "hidden: 64", "hidden: 6.5", "(11): model.hidden: found '6.5'; expected an integer from 1 to 65536" },
        { "hidden: 64", "hidden: 0x40", "(11): model.hidden: found '0x40'; expected an integer from 1 to 65536" },
        { "hidden: 64", "hidden: 064", "(11): model.hidden: found '064'; expected an integer from 1 to 65536" },
        { "hidden: 64", "hidden: 6_4", "(11): model.hidden: found '6_4'; expected an integer from 1 to 65536" },
        {
            "hidden: 64", "hidden: '64'",
            "(11): model.hidden: found the text \"64\"; expected an integer from 1 to 65536"
        },
        { "hidden: 64", "hidden:", "(11): model.hidden: found nothing; expected an integer from 1 to 65536" },
        { "hidden: 64", "hidden: [64, 64]", "(11): model.hidden: found [64, 64]; expected an integer from 1 to 65536" },
        {
            "hidden: 64", "hidden: { size: 64 }",
            "(11): model.hidden: found a mapping; expected an integer from 1 to 65536"
        },
        { "tied: false", "tied: no", "(14): model.tied: found 'no'; expected true or false" },
        {
            "optimizer: { kind: adam, rate: 0.002 }", "optimizer: adam",
            $"(23): training.optimizer: found 'adam'; expected {OptimizerKeys}"
        },
        {
            "clip: { norm: 5 }", "clip: 5",
            "(22): training.clip: found '5'; expected a mapping with the keys norm, value"
        },
        {
            "rate: 0.002", "rate: 0,002",
            "(23): training.optimizer.002: unknown key; the keys here are kind, rate, weightDecay, momentum, " +
            "dampening, nesterov, betas, epsilon"
        },
        {
            "rate: 0.002", "rate: .inf",
            "(23): training.optimizer.rate: found '.inf'; expected a number > 0 (1e-30 to 1e30)"
        },
        {
            "rate: 0.002", "rate: .nan",
            "(23): training.optimizer.rate: found '.nan'; expected a number > 0 (1e-30 to 1e30)"
        },
        {
            "rate: 0.002", "rate: 1e999",
            "(23): training.optimizer.rate: found '1e999'; expected a number > 0 (1e-30 to 1e30)"
        },
        {
            "name: small", "name: a/b",
            $"(1): name: found 'a/b'; expected {NameGrammar}"
        },
        { "name: small", "name: nul", $"(1): name: found 'nul'; expected {NameGrammar}" },
        { "name: small", "name: Com1.v2", $"(1): name: found 'Com1.v2'; expected {NameGrammar}" },
        { "name: small", "name: small.", $"(1): name: found 'small.'; expected {NameGrammar}" },
        { "text: input.txt", "text: ~", "(5): data.text: found nothing; expected the path of a file" },
        {
            "initialization: default", "initialization: defualt",
            "(15): model.initialization: found 'defualt'; expected default or { uniform: a }; did you mean " +
            "'default'?"
        },

        // Values.
        { "seed: 1\n", "seed: -1\n", "(2): seed: found '-1'; expected an integer from 0 to 18446744073709551615" },
        {
            "seed: 1\n", "seed: 18446744073709551616\n",
            "(2): seed: found '18446744073709551616'; expected an integer from 0 to 18446744073709551615"
        },
        { "task: language-model", "task: translation", "(3): task: found 'translation'; expected 'language-model'" },
        {
            "cell: lstm", "cell: lstn",
            "(10): model.cell: found 'lstn'; expected lstm, gru, rnn-tanh, rnn-relu or rnn; did you mean " +
            "'lstm'?"
        },
        {
            "cell: lstm", "cell: transformer",
            "(10): model.cell: found 'transformer'; expected lstm, gru, rnn-tanh, rnn-relu or rnn"
        },
        {
            "embedding: 64", "embedding: 0",
            "(9): model.embedding: found '0'; expected an integer from 1 to 65536 or one-hot"
        },
        {
            "embedding: 64", "embedding: onehot",
            "(9): model.embedding: found 'onehot'; expected an integer from 1 to 65536 or one-hot; did you " +
            "mean 'one-hot'?"
        },
        { "dropout: 0.1", "dropout: 1", "(13): model.dropout: found '1'; expected a number >= 0 and < 1" },
        { "rate: 0.002", "rate: 0", "(23): training.optimizer.rate: found '0'; expected a number > 0 (1e-30 to 1e30)" },
        {
            "rate: 0.002", "betas: [0.9, 1]",
            "(23): training.optimizer.betas: found [0.9, 1]; expected [beta1, beta2], two numbers >= 0 and < " +
            "1"
        },
        {
            "[0.8, 0.1, 0.1]", "[0.8, 0.2, 0.1]",
            "(6): data.split: found [0.8, 0.2, 0.1]; expected [train, validation, test], three fractions " +
            "from 0 to 1 with a sum of at most 1 and train > 0"
        },
        {
            "[0.8, 0.1, 0.1]", "[0.9, 0.1]",
            "(6): data.split: found [0.9, 0.1]; expected [train, validation, test], three fractions from 0 " +
            "to 1 with a sum of at most 1 and train > 0"
        },
        { "shards: 8", "shards: 6", "(19): training.shards: found '6'; expected a power of two from 1 to 1024" },
        {
            "shards: 8", "shards: 32",
            "(19): training.shards: 32 shards for a batch of 16; expected at most one per lane: a power of " +
            "two up to 16"
        },
        { "keep: 2", "keep: 0", "(26): checkpoints.keep: found '0'; expected an integer from 1 to 1000000" },

        // Contradictions.
        {
            "text: input.txt", "text: input.txt\n  train: b.txt",
            "(6): data.train: given beside 'text'; keep one of them"
        },
        {
            "text: input.txt", "train: input.txt",
            "(6): data.split: only beside 'text'; with 'train' the parts are files of their own"
        },
        {
            "text: input.txt", "text: input.txt\n  test: b.txt",
            "(6): data.test: only beside 'train'; with 'text' the key 'split' cuts the test part"
        },
        { "  text: input.txt\n", "", "(4): data: missing 'text' or 'train'; expected one of them" },
        {
            "tokenizer: character", "tokenizer: character\n  vocabulary: 99",
            "(8): data.vocabulary: only for 'tokenizer: word'; characters are all kept, leave it out"
        },
        {
            "tokenizer: character", "tokenizer: character\n  lineEnd: true",
            "(8): data.lineEnd: only for 'tokenizer: word'; a line end is a character already, leave it out"
        },
        {
            "layers: 2", "layers: 1",
            "(13): model.dropout: dropout acts between layers and there is one; use layers >= 2, or leave " +
            "dropout out"
        },
        {
            "hidden: 64\n  layers: 2\n  dropout: 0.1\n  tied: false", "hidden: 32\n  tied: true",
            "(12): model.tied: head and embedding can share a matrix only if embedding equals hidden; found " +
            "64 and 32"
        },
        {
            "clip: { norm: 5 }", "clip: { norm: 5, value: 1 }",
            "(22): training.clip.value: given beside 'norm'; keep one of them"
        },
        { "clip: { norm: 5 }", "clip: {}", "(22): training.clip: missing 'norm' or 'value'; expected one of them" },
        {
            "rate: 0.002", "momentum: 0.9",
            "(23): training.optimizer.momentum: belongs to kind sgd, not adam; the keys of adam are kind, " +
            "rate, weightDecay, betas, epsilon"
        },
        {
            "kind: adam, rate: 0.002", "kind: sgd, epsilon: 1e-8",
            "(23): training.optimizer.epsilon: belongs to kind adam and adamw, not sgd; the keys of sgd are " +
            "kind, rate, weightDecay, momentum, dampening, nesterov"
        },
        {
            "kind: adam, rate: 0.002", "kind: sgd, nesterov: true",
            "(23): training.optimizer.nesterov: needs a momentum > 0 and no dampening"
        },
        {
            "warmup: 10", "factor: 0.5",
            "(24): training.schedule.factor: belongs to kind step, not cosine; the keys of cosine are kind, " +
            "warmup, final"
        },
        {
            "kind: cosine, warmup: 10, final: 0.1", "kind: step, factor: 0.5",
            "(24): training.schedule.after: missing; expected an integer from 0 to 1000000"
        },
        {
            "warmup: 10", "warmup: 100",
            "(24): training.schedule.warmup: 100 steps of warm-up in a run of 100; expected fewer than " +
            "training.steps"
        },

        // YAML.
        { "  hidden: 64", "\thidden: 64", "(11): starts with a tab; YAML is indented with spaces" },
        { "hidden: 64", "hidden: &width 64", "(11): model.hidden: an anchor; a run spec has no use for one" },
        { "hidden: 64", "hidden: *width", "(11): model.hidden: an alias; write the value out" },
        {
            "hidden: 64", "hidden: !!int 64",
            "(11): model.hidden: the tag 'tag:yaml.org,2002:int'; a run spec has no use for one"
        },
        { "hidden: 64", "[hidden]: 64", "(11): model: a key that is no word; expected 'key: value'" },
        { "validation:", "---\nvalidation:", "(25): a second document; a file holds one run spec" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void AMistakeIsNamedWithFileLineAndKey(string old, string replacement, string message)
    {
        AssertMessage(Specs.With(old, replacement), message);
    }

    [Theory]
    [InlineData("", ": empty; expected a run spec, see docs/run-spec.md")]
    [InlineData("# nothing yet\n", ": empty; expected a run spec, see docs/run-spec.md")]
    [InlineData("hello", "(1): no run spec; expected lines such as 'name: my-run'")]
    [InlineData("- name: x", "(1): no run spec; expected lines such as 'name: my-run'")]
    public void WhatIsNoSpecAtAllIsNamedSo(string text, string message)
    {
        AssertMessage(text, message);
    }

    [Theory]
    [InlineData("name: small\ndata: { text: a.txt\nmodel: {}\n")]
    [InlineData("name: \"small\nseed: 1\n")]
    [InlineData("name: small\n seed: 1\n")]
    [InlineData("name: small\nseed: @1\n")]
    public void BrokenYamlIsNamedWithItsLine(string text)
    {
        string message = Assert.Throws<InputException>(() => Specs.Parse(text)).Message;

        Assert.Matches(@"\Aspecs/x\.yaml\([1-4]\): not valid YAML[ :][^\n]+\z", message);
    }

    [Fact]
    public void ADeepNestIsRefusedBeforeTheStackEnds()
    {
        string text = $"name: {new string('[', 100_000)}";

        AssertMessage(text, "(1): name: nested deeper than 16 levels");
    }

    /// <summary>Whatever a finger slips to: the answer is a spec or one line, never a fault of ours.</summary>
    [Fact]
    public void EverySlipOfOneCharacterIsASpecOrAMistake()
    {
        const string Slips = " \t\n:,-#{}[]'\"&*!|>%@`~?0aé\0\u0085\ud83d";
        var faults = new List<string>();
        for (int position = 0; position <= Specs.Small.Length; position++)
        {
            string before = Specs.Small[..position];
            Try(before);
            Try(before + Specs.Small[Math.Min(position + 1, Specs.Small.Length)..]);
            foreach (char slip in Slips)
            {
                Try(before + slip + Specs.Small[position..]);
            }
        }

        Assert.Empty(faults);

        void Try(string text)
        {
            try
            {
                Specs.Parse(text).ToCanonicalJson();
            }
            catch (InputException exception) when (IsOneLine(exception.Message))
            {
            }
            catch (Exception exception)
            {
                faults.Add($"{exception.GetType().Name}: {exception.Message}\n{text}");
            }
        }

        static bool IsOneLine(string message) =>
            message.StartsWith("specs/x.yaml", StringComparison.Ordinal) && !message.Any(char.IsControl);
    }

    private static void AssertMessage(string text, string message)
    {
        InputException exception = Assert.Throws<InputException>(() => Specs.Parse(text));

        Assert.Equal($"specs/x.yaml{message}", exception.Message);
    }
}
