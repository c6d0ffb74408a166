using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Specification;
using RnnCluster.TestKit;
using CellKind = RnnCluster.Neural.Models.CellKind;
using ClipKind = RnnCluster.Neural.Optimizers.ClipKind;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>
/// Thirty steps on real text, small and awkward: the batch does not divide by the shards, no width by 16, a window
/// touches a fraction of the vocabulary, two epochs end on the way, dropout is on and clipping at work.
/// </summary>
internal static class SmallRun
{
    public const int Steps = 30;
    public const int Shards = 8;
    public const int Batch = 12;
    public const int Window = 9;

    /// <summary>Epochs end after steps 12 and 24.</summary>
    public const int WindowsPerEpoch = 12;

    private const int TextLength = 30_000;

    /// <summary>Each of four members has a sum of its own, and each of two in half of the shards.</summary>
    private const int LongWindow = 172;

    private static readonly ConcurrentDictionary<string, RunTrace> References = new(StringComparer.Ordinal);
    private static readonly (int[] Tokens, int Vocabulary) Text = ReadText();

    /// <summary>Every kind of arithmetic that a plan can ask for, by name.</summary>
    public static IReadOnlyList<string> Names =>
    [
        "lstm", "gru", "rnn-tanh", "rnn-relu", "tied", "one-hot", "adamw", "sgd", "momentum", "sequence", "clip-value",
        "long",
    ];

    /// <summary>The symbols that are trained on.</summary>
    public static ReadOnlyMemory<int> Tokens => Text.Tokens.AsMemory(0, TokenCount(Window));

    /// <summary>Symbols that are not trained on.</summary>
    public static ReadOnlyMemory<int> Unseen => Text.Tokens.AsMemory(TokenCount(Window), 700);

    /// <summary>The plan of a variant.</summary>
    public static TrainingPlan PlanOf(string name)
    {
        var model = new ModelOptions(Text.Vocabulary, 20, CellKind.Lstm, 40, 2, 0.2, Tied: false, InitialUniform: null);
        var adam = new AdamOptions(0, 0.9, 0.999, 1e-8, IsDecoupled: false);
        var plan = new TrainingPlan(
            7,
            model,
            Batch,
            Window,
            Shards,
            SumsOverSequence: false,
            new ClipOptions(ClipKind.Norm, 0.25),
            adam,
            Schedule(0.01));
        return name switch
        {
            "lstm" => plan,
            "wide" => plan with { Model = model with { Embedding = 200 } },
            "gru" => plan with { Model = model with { Cell = CellKind.Gru, Hidden = 24 } },
            "rnn-tanh" => plan with { Model = model with { Cell = CellKind.RnnTanh } },
            "rnn-relu" => plan with { Model = model with { Cell = CellKind.RnnRelu } },
            "tied" => plan with { Model = model with { Embedding = 40, Tied = true } },
            "one-hot" => plan with { Model = model with { Embedding = 0, Hidden = 24, Layers = 3 } },
            "adamw" => plan with { Optimizer = adam with { WeightDecay = 0.01, IsDecoupled = true } },
            "sgd" => plan with
            {
                Optimizer = new SgdOptions(1e-4, 0, 0, Nesterov: false),
                Schedule = Schedule(1),
                Clip = new ClipOptions(ClipKind.Norm, 0.1),
            },
            "momentum" => plan with
            {
                Optimizer = new SgdOptions(1e-4, 0.9, 0, Nesterov: true),
                Schedule = Schedule(0.2),
                Clip = new ClipOptions(ClipKind.Norm, 0.1),
            },
            "sequence" => plan with { SumsOverSequence = true, Clip = new ClipOptions(ClipKind.Norm, 2) },
            "long" => plan with
            {
                Model = model with { Cell = CellKind.Gru, Hidden = 24 },
                Window = LongWindow,
                Clip = new ClipOptions(ClipKind.Norm, 0.05),
            },
            "clip-value" => plan with { Clip = new ClipOptions(ClipKind.Value, 0.003) },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such variant"),
        };
    }

    /// <summary>A replica of a variant at step 0.</summary>
    public static Replica CreateReplica(string name, ComputeTeam team)
    {
        TrainingPlan plan = PlanOf(name);
        ReadOnlyMemory<int> tokens = Text.Tokens.AsMemory(0, TokenCount(plan.Window));
        return new Replica(plan, new ReplicaData(tokens, Batch, plan.Window), team);
    }

    /// <summary>What every other execution of the variant must equal: one group of all shards on one thread.</summary>
    public static RunTrace Reference(string name) => References.GetOrAdd(name, static variant =>
    {
        using var team = new ComputeTeam(1);
        Replica replica = CreateReplica(variant, team);
        return Train(replica, Training.Groups(replica, 1));
    });

    /// <summary>Trains a replica from where it stands to the last step.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="groups">Its groups, in the order in which they are computed.</param>
    /// <param name="arrival">Orders the sums before they are reduced; null for the order of the groups.</param>
    /// <param name="between">Called after every step.</param>
    /// <param name="end">The step to stop at.</param>
    public static RunTrace Train(
        Replica replica,
        ShardGroup[] groups,
        Func<NodeSum[], NodeSum[]>? arrival = null,
        Action? between = null,
        int end = Steps)
    {
        var lines = new List<string>();
        int clipped = 0;
        while (replica.Step.Value < end)
        {
            foreach (ShardGroup group in groups)
            {
                replica.Compute(group);
            }

            NodeSum[] sums = [.. groups.SelectMany(group => group.Sums)];
            AveragedGradient average = replica.Reduce(arrival is null ? sums : arrival(sums));
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(average.Gradient.Span);
            string gradient = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
            StepReport report = replica.Apply(average);
            clipped += report.IsClipped ? 1 : 0;
            lines.Add(
                $"step {report.Step}: loss {BitConverter.DoubleToInt64Bits(report.Loss):x16}, "
                + $"norm {BitConverter.DoubleToInt64Bits(report.Norm):x16}, gradient {gradient}, "
                + $"digest {report.Digest.High:x16}{report.Digest.Low:x16}");
            between?.Invoke();
        }

        return new RunTrace(lines, clipped, HashOf(replica));
    }

    /// <summary>The hash of a replica's state.</summary>
    public static string HashOf(Replica replica) => StateHash.Compute(ReplicaImage.Of(replica, "small-run"));

    /// <summary>A lane's symbols do not divide by the window, nor the text by the lanes.</summary>
    private static int TokenCount(int window) => (Batch * ((WindowsPerEpoch * window) + 4)) + 4;

    private static RateSchedule Schedule(double rate) =>
        new(new CosineScheduleSpec(5, 0.1), rate, WindowsPerEpoch, Steps);

    private static (int[] Tokens, int Vocabulary) ReadText()
    {
        string path = RepositoryRoot.Join("examples", "data", "tinyshakespeare", "input.txt");
        byte[] bytes = File.ReadAllBytes(path)[..TextLength];
        byte[] symbols = [.. bytes.Distinct().Order()];
        return ([.. bytes.Select(symbol => Array.BinarySearch(symbols, symbol))], symbols.Length);
    }
}
