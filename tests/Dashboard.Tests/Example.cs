using System.Text;
using RnnCluster.Dashboard.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Tests;

/// <summary>A run and its events.</summary>
internal static class Example
{
    public static readonly DateTimeOffset Begin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly NodeId Anna = new("anna");
    public static readonly NodeId Bert = new("bert");

    public static RunDescription Run(long firstStep = 0) => new()
    {
        Name = "example",
        Id = new string('a', 64),
        Task = "language-model",
        Model = "LSTM 1 x 8, 65 symbols",
        Parameters = 1000,
        Vocabulary = 65,
        Shards = 8,
        Steps = 1000,
        StepsPerEpoch = 100,
        TokensPerStep = 256,
        ClipNorm = 1,
        ValidationEvery = 50,
        FirstStep = firstStep,
        Term = 1,
        Output = "runs/example",
        Version = "0.1.0",
        StartedAt = Begin,
        Spec = Encoding.UTF8.GetBytes("""{"seed":1,"training":{"batch":8}}"""),
    };

    public static StepCompleted Step(long step, double loss = 2, double norm = 0.5, int milliseconds = 100) =>
        new(new Step(step), loss, 0.01, norm, norm > 1, new UInt128(0, (ulong)step),
            TimeSpan.FromMilliseconds(milliseconds));

    public static MemberJoined Joined(NodeId node, bool isLocal = false) =>
        new(node, 1, "host-" + node, 42, 4, 2, "avx2", "0.1.0", isLocal);

    public static MemberChanged Changed(NodeId node, MemberState state, double silence = 0) =>
        new(node, 1, state, $"because of {state}", TimeSpan.FromSeconds(silence));

    /// <summary>Anna holds the first half of eight shards, Bert the second.</summary>
    public static PlanChanged Plan(long version = 1, long from = 1) => new(
        version,
        new Step(from),
        [new Assignment(Anna, [new TreeNode(2, 0)]), new Assignment(Bert, [new TreeNode(2, 1)])]);

    public static StepMeasured Measured(NodeId node, long step, int milliseconds = 50) => new(
        node,
        new Step(step),
        4,
        new StepTimes(
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromMilliseconds(milliseconds),
            TimeSpan.FromMilliseconds(2 * milliseconds),
            TimeSpan.FromMilliseconds(3),
            TimeSpan.FromMilliseconds(4),
            TimeSpan.Zero,
            TimeSpan.FromMilliseconds(5)));

    public static TimedEvent At(double seconds, RunEvent happened) =>
        new(Begin.AddSeconds(seconds), TimeSpan.FromSeconds(seconds), happened);
}
