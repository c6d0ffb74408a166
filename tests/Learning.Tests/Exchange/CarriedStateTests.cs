using System.Runtime.InteropServices;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Exchange;

public sealed class CarriedStateTests
{
    [Fact]
    public void ANodesStatesAreItsRowsOfOneSlotBehindTheOther()
    {
        // TinyRun: eleven rows of seven; rows of eight shards begin at 0 1 2 4 5 6 8 9 11.
        using var team = new ComputeTeam(1);
        Replica replica = TinyRun.Replica(team, TinyRun.Plan());
        Span<float> states = replica.StateAfter.Span;
        for (int index = 0; index < states.Length; index++)
        {
            states[index] = index;
        }

        var node = new TreeNode(1, 1);
        Assert.Equal(2 * 3 * 7 * sizeof(float), replica.CarriedLength(node));
        byte[] bytes = new byte[replica.CarriedLength(node)];
        replica.ReadCarried(node, 0, bytes);
        Assert.Equal(
            [.. Enumerable.Range(2 * 7, 3 * 7), .. Enumerable.Range((11 + 2) * 7, 3 * 7)],
            MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(value => (int)value));
    }

    [Fact]
    public void StatesThatAreWrittenAreTheNodesAlone()
    {
        using var team = new ComputeTeam(1);
        Replica source = TinyRun.Replica(team, TinyRun.Plan());
        source.Compute(source.CreateGroup([0, 1, 2, 3, 4, 5, 6, 7]));
        Replica target = TinyRun.Replica(team, TinyRun.Plan());
        var rest = new HashSet<int>(Enumerable.Range(0, source.Model.StateLength));
        foreach (TreeNode node in (TreeNode[])[new(1, 3), new(0, 5), new(2, 0), new(0, 4)])
        {
            float[] before = target.StateAfter.Span.ToArray();
            byte[] bytes = new byte[source.CarriedLength(node)];
            source.ReadCarried(node, 0, bytes);
            target.WriteCarried(node, 0, bytes.Length, bytes);
            int[] written = [.. rest.Where(index => target.StateAfter.Span[index] != before[index])];
            Assert.Equal(bytes.Length / sizeof(float), written.Length);
            rest.ExceptWith(written);
        }

        Assert.Empty(rest);
        Assert.Equal(source.StateAfter.Span.ToArray(), target.StateAfter.Span.ToArray());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(83)]
    [InlineData(84)]
    [InlineData(85)]
    [InlineData(1000)]
    public void StatesThatComeInPartsAreThoseThatComeWhole(int partLength)
    {
        using var team = new ComputeTeam(1);
        Replica source = TinyRun.Replica(team, TinyRun.Plan());
        source.Compute(source.CreateGroup([0, 1, 2, 3, 4, 5, 6, 7]));
        Replica whole = TinyRun.Replica(team, TinyRun.Plan());
        Replica parts = TinyRun.Replica(team, TinyRun.Plan());
        var node = new TreeNode(1, 1);
        byte[] bytes = new byte[source.CarriedLength(node)];
        source.ReadCarried(node, 0, bytes);
        whole.WriteCarried(node, 0, bytes.Length, bytes);
        for (int offset = 0; offset < bytes.Length; offset += partLength)
        {
            byte[] part = new byte[Math.Min(partLength, bytes.Length - offset)];
            source.ReadCarried(node, offset, part);
            Assert.True(bytes.AsSpan(offset, part.Length).SequenceEqual(part));
            parts.WriteCarried(node, offset, bytes.Length, part);
        }

        Assert.True(whole.StateAfter.Span.SequenceEqual(parts.StateAfter.Span));
    }

    [Fact]
    public void AnotherNumberOfBytesIsRefused()
    {
        using var team = new ComputeTeam(1);
        Replica replica = TinyRun.Replica(team, TinyRun.Plan());
        var node = new TreeNode(0, 2);
        string message = Assert.Throws<InvalidDataException>(
            () => replica.WriteCarried(node, 0, 113, new byte[113])).Message;
        Assert.Equal("the carried states of shards [2..2] came as 113 bytes instead of 112", message);
        Assert.Throws<InvalidDataException>(() => replica.WriteCarried(node, 8, 112, new byte[108]));
        Assert.Throws<InvalidDataException>(() => replica.WriteCarried(node, -4, 112, new byte[4]));
        Assert.All(replica.StateAfter.Span.ToArray(), value => Assert.Equal(0, value));
        Assert.Throws<InvalidOperationException>(() => replica.CarriedLength(new TreeNode(0, 8)));
        Assert.Throws<InvalidOperationException>(() => replica.CarriedLength(new TreeNode(4, 0)));
    }
}
