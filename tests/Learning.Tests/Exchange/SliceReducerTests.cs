using System.Runtime.InteropServices;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Exchange;

public sealed class SliceReducerTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(6, 1)]
    public void ASliceHasTheBitsOfTheWholeReduction(uint seed, int threads)
    {
        using var team = new ComputeTeam(threads);
        Replica replica = SmallRun.CreateReplica("wide", team);
        Parameter table = replica.Model.SparseTable!;
        var layout = new SliceLayout(replica.Model.Layout.Length, 1 + (int)(seed % 3));
        var codec = new SliceCodec(layout, table, new PayloadPool());
        var reducer = new SliceReducer(replica.Plan, layout, seed % 2 == 0 ? team : null);
        var chance = new Placements(seed);
        var average = new AverageBuffer(layout);
        foreach (int[][] placement in (int[][][])[chance.Deal(8), chance.Deal(8), [[0, 1, 2, 3, 4, 5, 6, 7]]])
        {
            ShardGroup[] groups = [.. placement.Select(shards => replica.CreateGroup(shards))];
            foreach (ShardGroup group in groups)
            {
                replica.Compute(group);
            }

            (ShardGroup Group, NodeSum Sum)[] sums =
                [.. groups.SelectMany(group => group.Sums.Select(sum => (group, sum)))];
            SliceTerm[][] terms = [.. Enumerable.Range(0, layout.Count).Select(slice => sums.Select((sum, index) =>
            {
                (SliceEncoding encoding, Payload payload) = (index + seed) % 3 == 0
                    ? Dense(sum.Sum, layout, slice)
                    : codec.Encode(sum.Group, sum.Sum, slice);
                return new SliceTerm(sum.Sum.Node, encoding, payload);
            }).ToArray())];
            average.Begin(replica.Step);
            foreach (int slice in chance.Shuffle([.. Enumerable.Range(0, layout.Count)]))
            {
                byte[][] before = [.. terms[slice].Select(term => term.Payload.Span.ToArray())];
                reducer.Reduce(slice, chance.Shuffle(terms[slice]), average);
                Assert.Equal(before, terms[slice].Select(term => term.Payload.Span.ToArray()));
                Assert.Equal(slice, Array.IndexOf(terms, terms[slice]));
            }

            AveragedGradient expected = replica.Reduce([.. sums.Select(sum => sum.Sum)]);
            Assert.Equal(Bits(expected), Bits(average.Average));
            Assert.Equal(expected.BlockSquares, average.Average.BlockSquares);
        }
    }

    [Fact]
    public void AnIdentityInEveryTermStaysOneAndAGradientThatUnderflowedKeepsItsSign()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        var layout = new SliceLayout(replica.Model.Layout.Length, 1);
        var reducer = new SliceReducer(replica.Plan, layout);
        var average = new AverageBuffer(layout);
        byte[] none = new byte[4];
        byte[] negativeZero = [1, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0];
        reducer.Reduce(
            0,
            [
                new SliceTerm(new TreeNode(2, 0), SliceEncoding.Rows, new Payload(none)),
                new SliceTerm(new TreeNode(1, 3), SliceEncoding.Rows, new Payload(negativeZero)),
                new SliceTerm(new TreeNode(1, 2), SliceEncoding.Rows, new Payload(none)),
            ],
            average);
        int[] bits = MemoryMarshal.Cast<float, int>(average.Gradient.Span[..layout.Length(0)]).ToArray();
        Assert.Equal(0, bits[6]);
        bits[6] = int.MinValue;
        Assert.All(bits, element => Assert.Equal(int.MinValue, element));
        Assert.Equal([0], average.SquaresOf(0).ToArray());
    }

    [Theory]
    [InlineData(SliceEncoding.Rows)]
    [InlineData(SliceEncoding.Dense)]
    public void ABlockThatNoTermTouchesIsTheIdentityHoweverItWasWritten(SliceEncoding encoding)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        var layout = new SliceLayout(replica.Model.Layout.Length, 1);
        float[] identities = new float[layout.Length(0)];
        Array.Fill(identities, -0f);
        byte[] bytes = encoding == SliceEncoding.Rows
            ? new byte[4]
            : MemoryMarshal.AsBytes<float>(identities).ToArray();
        var average = new AverageBuffer(layout);
        average.Gradient.Span.Fill(7);
        new SliceReducer(replica.Plan, layout).Reduce(
            0,
            [
                new SliceTerm(new TreeNode(2, 1), encoding, new Payload(bytes)),
                new SliceTerm(new TreeNode(2, 0), encoding, new Payload(bytes)),
            ],
            average);
        Assert.All(
            average.Gradient.Span[..layout.Length(0)].ToArray(),
            element => Assert.Equal(int.MinValue, BitConverter.SingleToInt32Bits(element)));
        Assert.Equal(0, BitConverter.DoubleToInt64Bits(average.SquaresOf(0)[0]));
        Assert.Equal(7, average.Gradient.Span[layout.Length(0)]);
    }

    [Fact]
    public void TermsThatAreNoSliceLeaveTheTargetOpen()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        var layout = new SliceLayout(replica.Model.Layout.Length, 1);
        var reducer = new SliceReducer(replica.Plan, layout, team);
        var average = new AverageBuffer(layout);
        var bad = new SliceTerm(replica.Plan.Root, SliceEncoding.Dense, new Payload(new byte[7]));
        Assert.Throws<InvalidDataException>(() => reducer.Reduce(0, [bad], average));
        Assert.False(average.IsStored(0));
        SliceTerm good = bad with { Payload = new Payload(new byte[layout.Length(0) * sizeof(float)]) };
        reducer.Reduce(0, [good], average);
        Assert.True(average.IsStored(0));
        Assert.Throws<InvalidOperationException>(() => reducer.Reduce(0, [good], average));
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("2.1 2.0 3.0")]
    [InlineData("2.0 1.2")]
    [InlineData("2.0 1.3 1.3")]
    [InlineData("2.0 2.0")]
    [InlineData("2.0 2.1 0.7")]
    [InlineData("1.0 1.1 1.3 0.4 0.6")]
    [InlineData("0.1 0.2 2.1 1.1")]
    public void TermsThatDoNotCoverEveryShardOnceAreABug(string cover)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        var layout = new SliceLayout(replica.Model.Layout.Length, 1);
        var reducer = new SliceReducer(replica.Plan, layout);
        TreeNode[] nodes = [.. cover.Split(' ').Select(node => new TreeNode(node[0] - '0', node[2] - '0'))];
        SliceTerm[] terms =
            [.. nodes.Select(node => new SliceTerm(node, SliceEncoding.Rows, new Payload(new byte[4])))];
        Assert.Throws<InvalidOperationException>(() => reducer.Reduce(0, terms, new AverageBuffer(layout)));
    }

    private static (SliceEncoding, Payload) Dense(NodeSum sum, SliceLayout layout, int slice)
    {
        ReadOnlySpan<float> values = sum.Gradient.Span.Slice(layout.Offset(slice), layout.Length(slice));
        return (SliceEncoding.Dense, new Payload(MemoryMarshal.AsBytes(values).ToArray()));
    }

    private static int[] Bits(AveragedGradient average) =>
        MemoryMarshal.Cast<float, int>(average.Gradient.Span).ToArray();
}
