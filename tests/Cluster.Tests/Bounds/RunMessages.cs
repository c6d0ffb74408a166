using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Probes;
using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Cluster.Tests.Bounds;

/// <summary>
/// The messages whose size or numbers depend on a run's spec, each as large as that run can make it. Sizes come from
/// the classes that cut what is sent, so nothing is computed.
/// </summary>
internal sealed class RunMessages(RunSpec spec, TrainingPlan plan, ParameterLayout layout)
{
    private const string Text = "a sentence for a person, which its sender cuts off where it is too long";

    private static readonly string Hash = new('f', 64);
    private static readonly NodeId Node = new(new string('n', NodeId.LengthMax));
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SliceLayout slices = new(layout.Length, SliceLayout.BlocksFor(layout.Length));
    private readonly Step last = new(spec.Training.Steps ?? Limits.StepsMax);
    private readonly double rate = spec.Training.Optimizer.Rate;

    public IEnumerable<Message> All() => [.. Joining(), .. Rounds(), .. Events()];

    private IEnumerable<Message> Joining()
    {
        yield return new JoinAccepted(
            Node, long.MaxValue, new RunId(1, 2), spec.ToCanonicalJson(), plan.Model.Vocabulary, Hash, int.MaxValue,
            slices.BlocksPerSlice, Second, int.MaxValue,
            new string('s', Limits.LabelBytesMax), int.MaxValue);
        long state = 3L * sizeof(float) * layout.Length;
        yield return new SnapshotChunk(
            1, last, new byte[32], Math.Max(0, state - Limits.PayloadBytesMax), state, ulong.MaxValue,
            Payload((int)Math.Min(state, Limits.PayloadBytesMax)));
    }

    private IEnumerable<Message> Rounds()
    {
        TreeNode[] shards = [.. Enumerable.Range(0, plan.Shards).Select(shard => new TreeNode(0, shard))];
        Assignment[] each = [.. shards.Select(shard => new Assignment(Node, [shard]))];
        yield return new PlanAnnounced(1, long.MaxValue, last, last, [Node], each);
        yield return new PlanChanged(long.MaxValue, last, each);
        yield return new ShardsAssigned(1, last, 1, shards, AssignmentReason.Speculated);
        yield return new ShardsMoved(last, Node, Node, shards, AssignmentReason.Reassigned);
        yield return new RoundClosed(1, last, double.MaxValue, int.MaxValue, shards);
        int slice = slices.Length(0) * sizeof(float);
        yield return new SliceSum(
            1, last, 1, shards[^1], slices.Count - 1, SliceEncoding.Dense, UInt128.MaxValue, ulong.MaxValue,
            Payload(slice));
        yield return new SliceAverage(
            1, last, slices.Count - 1, SliceEncoding.Dense, new double[slices.BlockCount(0)], ulong.MaxValue,
            Payload(slice));
        foreach ((long offset, long total, int length) in CarriedParts())
        {
            yield return new ShardReport(
                1, last, 1, TreeNode.Root(plan.Shards), double.MaxValue, Second, UInt128.MaxValue, offset, total,
                ulong.MaxValue, ulong.MaxValue, Payload(length));
            yield return new CarriedState(1, last, TreeNode.Root(plan.Shards), offset, total, ulong.MaxValue,
                Payload(length));
        }
    }

    private IEnumerable<Message> Events()
    {
        yield return new StepCompleted(last, double.MaxValue, rate, double.MaxValue, true, UInt128.MaxValue, Second);
        yield return new RunValidated(last, double.MaxValue, Second);
        yield return new CheckpointWritten(last, Hash, long.MaxValue, Second, Second, Second);
        yield return new AmendmentAppended(1, int.MaxValue, last, rate);
        yield return new AmendmentAccepted(int.MaxValue, last, rate);
        yield return new RunStopped(last, Hash, IsComplete: true, Text);
        double[] curve = new double[CurvePoints.Count(plan.Window)];
        for (int layer = 0; layer < plan.Model.Layers; layer++)
        {
            yield return new WindowSampled(
                last, $"rnn.l{layer}", curve, curve, ["input", "forget", "cell", "output"], [1, 1, 1, 1], [0, 0, 0, 0],
                plan.Window);
        }

        var histogram = new Histogram(-1, 1, 0, 1, new long[Spread.Buckets]);
        foreach (Parameter parameter in layout.Parameters)
        {
            yield return new ParameterSampled(last, parameter.Name, histogram, histogram);
        }
    }

    /// <summary>The first and the last part of the carried states of all shards.</summary>
    private IEnumerable<(long Offset, long Total, int Length)> CarriedParts()
    {
        long states = LanguageModelParameters.StateCount(plan.Model.Cell);
        long total = states * plan.Model.Layers * plan.Model.Hidden * plan.Batch * sizeof(float);
        yield return (0, total, (int)Math.Min(total, Limits.PayloadBytesMax));
        long end = (total - 1) / Limits.PayloadBytesMax * Limits.PayloadBytesMax;
        yield return (end, total, (int)(total - end));
    }

    private static Payload Payload(int length) => new(new byte[length]);
}
