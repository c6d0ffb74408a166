using System.Globalization;
using System.Text.RegularExpressions;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Neural.Models;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Specification;
using RnnCluster.TestKit;

namespace RnnCluster.Cluster.Tests.Bounds;

/// <summary>Each bound of the spec against each bound of the wire: a spec that loads can run anywhere.</summary>
public sealed class SpecAndWireTests
{
    private const int Vocabulary = 200;

    /// <summary>Every key that takes a number, with its greatest value and what must stand beside it.</summary>
    public static readonly TheoryData<string, string, string> Keys = new()
    {
        { "seed", "18446744073709551615", "" },
        { "data.vocabulary", "10000000", "" },
        { "data.split", "[1, 0, 0]", "" },
        { "model.embedding", "65536", "" },
        { "model.hidden", "65536", "" },
        { "model.layers", "64", "" },
        { "model.dropout", "0.999999", "model.layers: 2" },
        { "model.initialization.uniform", "1e30", "" },
        { "training.batch", "32768", "" },
        { "training.window", "32768", "" },
        { "training.shards", "1024", "training.batch: 1024" },
        { "training.steps", "1000000000000", "" },
        { "training.epochs", "1000000", "" },
        { "training.clip.norm", "1e30", "" },
        { "training.clip.value", "1e30", "" },
        { "training.optimizer.rate", "1e30", "" },
        { "training.optimizer.weightDecay", "1e30", "" },
        { "training.optimizer.momentum", "0.999999", "" },
        { "training.optimizer.dampening", "1", "training.optimizer.momentum: 0.5" },
        { "training.optimizer.betas", "[0.999999, 0.999999]", "training.optimizer.kind: adam" },
        { "training.optimizer.epsilon", "1e30", "training.optimizer.kind: adam" },
        { "training.schedule.warmup", "999999999999", "training.steps: 1000000000000" },
        { "training.schedule.factor", "1", "training.schedule.kind: step" },
        { "training.schedule.after", "1000000", "training.schedule.kind: step" },
        { "training.schedule.final", "1", "training.schedule.kind: cosine" },
        { "validation.every", "1000000000000", "" },
        { "validation.lanes", "32768", "" },
        { "checkpoints.every", "1000000000000", "" },
        { "checkpoints.keep", "1000000", "" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void WhateverARunOfASpecThatLoadsSendsCanBeSent(string key, string greatest, string beside)
    {
        (RunSpec spec, TrainingPlan plan, LanguageModelParameters parameters) = GreatestThatFits(key, greatest, beside);

        Message[] messages = [.. new RunMessages(spec, plan, parameters.Layout).All()];

        Assert.True(messages.Length > 15);
        Assert.All(messages, AssertTravels);
    }

    [Fact]
    public void EveryKeyWithANumberIsInTheTable()
    {
        string text = File.ReadAllText(RepositoryRoot.Join("docs", "run-spec.md")).ReplaceLineEndings("\n");
        var documented = new SortedSet<string>(StringComparer.Ordinal);
        string section = "";
        foreach (string line in text.Split('\n'))
        {
            if (Regex.Match(line, "^##+ `([A-Za-z.]+)`") is { Success: true } heading)
            {
                section = heading.Groups[1].Value + ".";
            }

            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length > 4 && Regex.IsMatch(line, @"integer|number|power of two|fractions|\[beta1")
                && Regex.Match(cells[1], "^`([A-Za-z]+)`$") is { Success: true } key)
            {
                documented.Add(section + key.Groups[1].Value);
            }
        }

        Assert.Equal(documented, new SortedSet<string>(Keys.Select(row => (string)row[0]), StringComparer.Ordinal));
    }

    [Fact]
    public void AnIntegerBeyondItsGreatestValueIsRefusedByTheLanguage()
    {
        foreach (object[] row in Keys)
        {
            if (UInt128.TryParse((string)row[1], CultureInfo.InvariantCulture, out UInt128 greatest) && greatest > 1)
            {
                InputException refused = Assert.Throws<InputException>(
                    () => Parse((string)row[0], $"{greatest + 1}", (string)row[2]));
                Assert.Contains((string)row[0], refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void ASliceIsNeverLongerThanAPayload()
    {
        var widest = new SliceLayout(Limits.BufferFloatsMax, Limits.SliceBlocksMax);

        Assert.Equal(Limits.PayloadBytesMax, widest.Length(0) * sizeof(float));
        Assert.Throws<InvalidOperationException>(
            () => new SliceLayout(Limits.BufferFloatsMax, Limits.SliceBlocksMax + 1));
    }

    /// <summary>
    /// The key's greatest value; where the network would not fit any array, the greatest one that does. What is larger
    /// is refused by one line that names the bound.
    /// </summary>
    private static (RunSpec, TrainingPlan, LanguageModelParameters) GreatestThatFits(
        string key, string greatest, string beside)
    {
        if (TryLayOut(key, greatest, beside) is { } whole)
        {
            return whole;
        }

        int fits = 1;
        int fails = int.Parse(greatest, CultureInfo.InvariantCulture);
        while (fails - fits > 1)
        {
            int middle = (fits + fails) / 2;
            bool isFine = TryLayOut(key, middle.ToString(CultureInfo.InvariantCulture), beside) is not null;
            (fits, fails) = isFine ? (middle, fails) : (fits, middle);
        }

        return TryLayOut(key, fits.ToString(CultureInfo.InvariantCulture), beside)!.Value;
    }

    private static (RunSpec, TrainingPlan, LanguageModelParameters)? TryLayOut(string key, string value, string beside)
    {
        RunSpec spec = Parse(key, value, beside);
        try
        {
            int vocabulary = Math.Min(spec.Data.VocabularyMax ?? Vocabulary, Vocabulary);
            TrainingPlan plan = RunAssembly.PlanOf(spec, vocabulary, stepsPerEpoch: 1000);
            return (spec, plan, new LanguageModelParameters(plan.Model));
        }
        catch (InputException refused)
        {
            Assert.Contains("at most", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
            return null;
        }
    }

    private static void AssertTravels(Message message)
    {
        var envelope = new Envelope(new string('p', Limits.PathBytesMax), "/from", message);
        byte[] sent = Bytes(envelope);
        using var reader = new FrameReader(
            message is BulkMessage ? ConnectionKind.Bulk : ConnectionKind.Control, new PayloadPool());
        var writer = new FrameWriter();
        writer.AppendPreface();
        byte[] all = [.. writer.Written.Span, .. sent];
        Envelope? read = null;
        for (int start = 0; read is null && start < all.Length;)
        {
            int length = Math.Min(reader.Space.Length, all.Length - start);
            all.AsSpan(start, length).CopyTo(reader.Space.Span);
            reader.Advance(length);
            start += length;
            _ = reader.TryRead(out read);
        }

        Assert.NotNull(read);
        Assert.Equal(sent, Bytes(read));
        (read.Message as IReleasable)?.Release();
    }

    private static byte[] Bytes(Envelope envelope)
    {
        var writer = new FrameWriter();
        Payload? payload = writer.Append(envelope);
        return [.. writer.Written.Span, .. payload is null ? [] : payload.Span];
    }

    private static RunSpec Parse(string key, string value, string beside)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = "n",
            ["task"] = "language-model",
            ["data.text"] = "text.txt",
            ["data.tokenizer"] = "word",
            ["model.embedding"] = "2",
            ["model.cell"] = "lstm",
            ["model.hidden"] = "2",
            ["training.batch"] = "1",
            ["training.window"] = "1",
            ["training.steps"] = "10",
            ["training.optimizer.kind"] = "sgd",
            ["training.schedule.kind"] = "constant",
        };
        if (beside == "training.schedule.kind: step")
        {
            (keys["training.schedule.factor"], keys["training.schedule.after"]) = ("0.5", "1");
        }

        if (beside.Length > 0)
        {
            string[] pair = beside.Split(": ");
            keys[pair[0]] = pair[1];
        }

        if (key == "training.epochs")
        {
            keys.Remove("training.steps");
        }

        keys[key] = value;
        return RunSpecLoader.Parse(Yaml(keys, ""), "spec.yaml");
    }

    /// <summary>The keys below a path in flow style.</summary>
    private static string Yaml(Dictionary<string, string> keys, string path)
    {
        IEnumerable<string> members = keys.Keys
            .Where(key => key.StartsWith(path, StringComparison.Ordinal))
            .Select(key => key[path.Length..].Split('.'))
            .GroupBy(parts => parts[0])
            .Select(group => group.First().Length == 1
                ? $"{group.Key}: {keys[path + group.Key]}"
                : $"{group.Key}: {Yaml(keys, $"{path}{group.Key}.")}");
        return $"{{ {string.Join(", ", members)} }}";
    }
}
