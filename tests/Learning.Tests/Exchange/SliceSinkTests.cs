using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Exchange;

public sealed class SliceSinkTests
{
    [Theory]
    [InlineData("lstm", 1, 1)]
    [InlineData("lstm", 3, 1)]
    [InlineData("gru", 3, 2)]
    [InlineData("rnn-relu", 2, 1)]
    [InlineData("tied", 2, 1)]
    [InlineData("one-hot", 5, 1)]
    [InlineData("wide", 3, 64)]
    public void EverySliceOfEveryNodeIsReportedOnceWhenItIsFinal(string variant, int threads, int blocks)
    {
        using var team = new ComputeTeam(threads);
        Replica replica = SmallRun.CreateReplica(variant, team);
        var layout = new SliceLayout(replica.Model.Layout.Length, blocks);
        ShardGroup group = replica.CreateGroup([0, 1, 2, 3, 5, 6], layout);
        for (int step = 0; step < 3; step++)
        {
            Poison(group);
            var sink = new CopyingSink(replica, layout);
            replica.Compute(group, sink);
            Assert.Equal(layout.Count * group.Sums.Count, sink.Copies.Count);
            foreach (NodeSum sum in group.Sums)
            {
                byte[] carried = new byte[replica.CarriedLength(sum.Node)];
                replica.ReadCarried(sum.Node, 0, carried);
                for (int slice = 0; slice < layout.Count; slice++)
                {
                    (byte[] values, double loss, byte[] states) = sink.Copies[(sum.Node, slice)];
                    Assert.Equal(Bytes(sum, layout, slice), values);
                    Assert.Equal(sum.Loss, loss);
                    Assert.Equal(carried, states);
                }
            }

            replica.Step = replica.Step.Next;
        }
    }

    [Fact]
    public void SlicesAreReportedWhileOthersAreStillToBeComputed()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("one-hot", team);
        var layout = new SliceLayout(replica.Model.Layout.Length, 1);
        ShardGroup group = replica.CreateGroup([0, 1, 2, 3, 5, 6], layout);
        Poison(group);
        var sink = new PoisonSink(group, layout);
        replica.Compute(group, sink);
        Assert.True(layout.Count > 3);
        Assert.Equal(0, sink.PoisonedOf[^1]);
        Assert.Equal(sink.PoisonedOf, sink.PoisonedOf.OrderDescending());
        Assert.True(sink.PoisonedOf.Distinct().Count() > layout.Count);
    }

    [Fact]
    public void ASinkNeedsTheGroupsCut()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        var layout = new SliceLayout(replica.Model.Layout.Length);
        ShardGroup group = replica.CreateGroup([0]);
        Assert.Throws<InvalidOperationException>(() => replica.Compute(group, new CopyingSink(replica, layout)));
    }

    [Theory]
    [InlineData("lstm", 1)]
    [InlineData("lstm", 3)]
    [InlineData("gru", 2)]
    [InlineData("one-hot", 2)]
    [InlineData("tied", 2)]
    public void ComputingWithASinkThatSealsItsSlicesAllocatesNothing(string variant, int threads)
    {
        const int Steps = 10;
        const int RoundsMax = 5;
        using var team = new ComputeTeam(threads);
        Replica replica = SmallRun.CreateReplica(variant, team);
        var layout = new SliceLayout(replica.Model.Layout.Length, 1);
        ShardGroup group = replica.CreateGroup([0, 1, 2, 5], layout);
        var sink = new SealingSink(layout);
        long[] before = new long[threads];
        long[] after = new long[threads];
        var meter = new ActionMeter();
        Compute();
        team.Run(meter.Into(after));

        // The runtime allocates once for a lock that is waited for the first time, whenever that is.
        int rounds = 1;
        do
        {
            rounds++;
            team.Run(meter.Into(before));
            Compute();
            team.Run(meter.Into(after));
        }
        while (rounds < RoundsMax && !before.SequenceEqual(after));

        Assert.Equal(rounds * Steps * layout.Count * group.Sums.Count, sink.Count);
        Assert.Equal(before, after);

        void Compute()
        {
            for (int step = 0; step < Steps; step++)
            {
                replica.Compute(group, sink);
                replica.Step = replica.Step.Next;
            }
        }
    }

    private static void Poison(ShardGroup group)
    {
        foreach (NodeSum sum in group.Sums)
        {
            // All but what is to stay: untouched rows of an embedding, which the group remembers.
            foreach (ref float value in sum.Gradient.Span)
            {
                value = BitConverter.SingleToInt32Bits(value) == int.MinValue ? value : float.NaN;
            }
        }
    }

    private static byte[] Bytes(NodeSum sum, SliceLayout layout, int slice) =>
        sum.Gradient.Bytes.Slice(layout.Offset(slice) * sizeof(float), layout.Length(slice) * sizeof(float)).ToArray();

    private sealed class CopyingSink(Replica replica, SliceLayout layout) : ISliceSink
    {
        public ConcurrentDictionary<(TreeNode Node, int Slice), (byte[] Values, double Loss, byte[] Carried)> Copies
        {
            get;
        } = new();

        public void OnSlice(NodeSum sum, int slice)
        {
            byte[] carried = new byte[replica.CarriedLength(sum.Node)];
            replica.ReadCarried(sum.Node, 0, carried);
            Assert.True(Copies.TryAdd((sum.Node, slice), (Bytes(sum, layout, slice), sum.Loss, carried)));
        }
    }

    /// <summary>Counts by call how many elements nobody has computed yet.</summary>
    private sealed class PoisonSink(ShardGroup group, SliceLayout layout) : ISliceSink
    {
        public List<int> PoisonedOf { get; } = [];

        public void OnSlice(NodeSum sum, int slice)
        {
            Assert.Equal(0, Poisoned(sum.Gradient.Span.Slice(layout.Offset(slice), layout.Length(slice))));
            PoisonedOf.Add(group.Sums.Sum(other => Poisoned(other.Gradient.Span)));
        }

        private static int Poisoned(ReadOnlySpan<float> values)
        {
            int count = 0;
            foreach (float value in values)
            {
                count += float.IsNaN(value) ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Takes the checksum of each slice on the thread that has finished it, as a worker does.</summary>
    private sealed class SealingSink(SliceLayout layout) : ISliceSink
    {
        private int count;

        public int Count => count;

        public void OnSlice(NodeSum sum, int slice)
        {
            Span<float> values = sum.Gradient.Span.Slice(layout.Offset(slice), layout.Length(slice));
            _ = ExchangeChecksum.OfSum(
                Step.Zero, sum.Node, slice, SliceEncoding.Dense, digest: 1, MemoryMarshal.AsBytes(values));
            Interlocked.Increment(ref count);
        }
    }

    /// <summary>What each member has allocated since its thread began.</summary>
    private sealed class ActionMeter : TeamJob
    {
        private long[] target = [];

        public ActionMeter Into(long[] next)
        {
            target = next;
            return this;
        }

        public override void Run(int member, int members) =>
            target[member] = GC.GetAllocatedBytesForCurrentThread();
    }
}
