using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Modules;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Neural.Tests.Modules;

/// <summary>Rows do not know of one another: however they are split, stacked or ordered, bits are the same.</summary>
public sealed class RowTests
{
    private static readonly ShardNode Root = new(0, 4);

    public static TheoryData<string> Cases => [.. NetworkCase.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnySplitOfTheRowsGivesTheSameBits(string name)
    {
        TestNetwork whole = Ran(name, new RowRange(0, 6));
        RowRange[][] splits =
        [
            [new(0, 1), new(1, 1), new(2, 1), new(3, 1), new(4, 1), new(5, 1)],
            [new(4, 2), new(0, 4)],
            [new(3, 3), new(0, 3)],
            [new(1, 5), new(0, 1)],
        ];
        foreach (RowRange[] split in splits)
        {
            TestNetwork parts = Ran(name, split);
            Assert.Equal(Bits(whole.Gradient(Root)), Bits(parts.Gradient(Root)));
            Assert.Equal(Bits(whole.Window.StateAfter!.Span), Bits(parts.Window.StateAfter!.Span));
            Assert.Equal(whole.Window.Losses, parts.Window.Losses);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void StripsGiveTheSameBits(string name)
    {
        TestNetwork whole = Ran(name, new RowRange(0, 6));
        (int Strips, RowRange[] Parts)[] layouts =
        [
            (2, [new(3, 3), new(0, 3)]),
            (2, [new(0, 1), new(3, 2), new(5, 1), new(1, 2)]),
            (4, [new(5, 1), new(0, 2), new(3, 2), new(2, 1)]),
        ];
        foreach ((int strips, RowRange[] parts) in layouts)
        {
            var network = new TestNetwork(NetworkCase.Named(name), strips: strips);
            network.Run(parts);
            foreach (ShardNode node in new[] { Root, new ShardNode(0, 2), new ShardNode(2, 2), new ShardNode(1, 1) })
            {
                Assert.Equal(Bits(whole.Gradient(node)), Bits(network.Gradient(node)));
            }

            Assert.Equal(Bits(whole.Window.StateAfter!.Span), Bits(network.Window.StateAfter!.Span));
            for (int row = 0; row < 6; row++)
            {
                for (int step = 0; step < network.Window.Steps; step++)
                {
                    Assert.Equal(
                        whole.Window.Losses[whole.Window.Position(step, row)],
                        network.Window.Losses[network.Window.Position(step, row)]);
                }
            }
        }
    }

    [Fact]
    public void RowsOfTwoStripsAreNotCarriedTogether()
    {
        var network = new TestNetwork(NetworkCase.Named("Gru: one layer"), strips: 2);
        Assert.Throws<InvalidOperationException>(() => network.Run(new RowRange(2, 2)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AShardHasTheSameBitsInAWindowOfItsOwn(string name)
    {
        NetworkCase network = NetworkCase.Named(name);
        TestNetwork together = Ran(name, new RowRange(0, 6));
        for (int shard = 0; shard < 4; shard++)
        {
            int firstRow = NetworkCase.ShardStarts[shard];
            int rows = NetworkCase.ShardStarts[shard + 1] - firstRow;
            var alone = new TestNetwork(network, [0, rows], firstRow);
            alone.RunWhole();
            Assert.Equal(
                Bits(together.Gradient(new ShardNode(shard, 1))), Bits(alone.Gradient(new ShardNode(0, 1))));
            foreach (StateSlot slot in alone.Model.States)
            {
                Assert.Equal(
                    Bits(together.StateAfter(slot.Name, firstRow)), Bits(alone.StateAfter(slot.Name, 0)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ASecondPassForgetsTheFirst(string name)
    {
        TestNetwork once = Ran(name, new RowRange(0, 6));
        TestNetwork twice = Ran(name, new RowRange(0, 6));
        twice.Run(new RowRange(0, 4), new RowRange(4, 2));
        Assert.Equal(Bits(once.Gradient(Root)), Bits(twice.Gradient(Root)));
        Assert.Equal(Bits(once.Window.StateAfter!.Span), Bits(twice.Window.StateAfter!.Span));
        Assert.Equal(once.Window.Losses, twice.Window.Losses);
    }

    [Theory]
    [InlineData("Lstm: two layers")]
    [InlineData("Gru: tied")]
    [InlineData("RnnTanh: one-hot")]
    public void TwoHalvesAddUpToTheirParent(string name)
    {
        TestNetwork network = Ran(name, new RowRange(0, 6));
        float[] left = network.Gradient(new ShardNode(0, 2));
        float[] right = network.Gradient(new ShardNode(2, 2));
        float[] sum = [.. left.Zip(right, (one, other) => one + other)];
        Assert.Equal(Bits(network.Gradient(Root)), Bits(sum));
    }

    [Theory]
    [InlineData("Lstm: long window")]
    [InlineData("RnnRelu: dropout")]
    public void ASymbolThatDoesNotOccurHasNoGradient(string name)
    {
        TestNetwork network = Ran(name, new RowRange(0, 6));
        int absent = network.Window.Inputs[0];
        for (int position = 0; position < network.Window.Positions; position++)
        {
            if (network.Window.Inputs[position] == absent)
            {
                network.Window.Inputs[position] = absent == 0 ? 1 : 0;
            }
        }

        network.Window.Tokens.Build(network.Window.Inputs, network.Window.Shards);
        network.RunWhole();
        Parameter table = network.Model.SparseTable!;
        Assert.Equal("encoder.weight", table.Name);
        float[] gradient = table.Of(network.Gradient(Root).AsSpan()).ToArray();
        for (int symbol = 0; symbol < table.Rows; symbol++)
        {
            bool occurs = network.Window.Inputs.Contains(symbol);
            Assert.All(
                gradient.AsSpan(symbol * table.Columns, table.Columns).ToArray(),
                element => Assert.Equal(occurs, element != 0));
        }
    }

    [Fact]
    public void ATiedTableAndOneHotInputsHaveDenseGradients()
    {
        Assert.Null(Ran("Gru: tied", new RowRange(0, 6)).Model.SparseTable);
        Assert.Null(Ran("Gru: one-hot", new RowRange(0, 6)).Model.SparseTable);
    }

    private static TestNetwork Ran(string name, params RowRange[] parts)
    {
        var network = new TestNetwork(NetworkCase.Named(name));
        network.Run(parts);
        return network;
    }

    private static uint[] Bits(ReadOnlySpan<float> values)
    {
        uint[] bits = new uint[values.Length];
        for (int index = 0; index < bits.Length; index++)
        {
            bits[index] = BitConverter.SingleToUInt32Bits(values[index]);
        }

        return bits;
    }
}
