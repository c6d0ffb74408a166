using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Covers;

namespace RnnCluster.Training.Tests.Covers;

/// <summary>A report whose carried states are longer than a payload.</summary>
public sealed class ReportPartsTests
{
    private static readonly NodeId Anna = new("anna");
    private static readonly NodeId Bert = new("bert");

    private readonly PayloadPool pool = new();
    private readonly ReportParts parts = new();

    [Fact]
    public void AReportIsWholeWithItsLastPart()
    {
        Assert.Null(parts.Accept(Anna, Part(0, 4)));
        Assert.Null(parts.Accept(Anna, Part(4, 4)));
        Assert.Equal([0, 4, 8], parts.Accept(Anna, Part(8, 2))!.Select(part => part.Offset));
    }

    [Fact]
    public void AReportOfOnePartOrOfNoStatesIsWholeAtOnce()
    {
        Assert.Single(parts.Accept(Anna, Part(0, 10))!);
        Assert.Single(parts.Accept(Anna, Part(0, 0, total: 0))!);
    }

    [Fact]
    public void PartsOfTwoSendersAndOfTwoSubtreesAreKeptApart()
    {
        Assert.Null(parts.Accept(Anna, Part(0, 5)));
        Assert.Null(parts.Accept(Bert, Part(0, 5)));
        Assert.Null(parts.Accept(Anna, Part(0, 5, shard: 1)));
        Assert.Equal(2, parts.Accept(Bert, Part(5, 5))!.Count);
        Assert.Equal(2, parts.Accept(Anna, Part(5, 5, shard: 1))!.Count);
        Assert.Equal(2, parts.Accept(Anna, Part(5, 5))!.Count);
    }

    [Fact]
    public void AWorkerThatBeginsAnewBeginsItsReportAnewAndNoGapIsTaken()
    {
        ShardReport lost = Part(0, 5);
        Assert.Null(parts.Accept(Anna, lost));
        Assert.Null(parts.Accept(Anna, Part(0, 4)));
        AssertReleased(lost);

        ShardReport gap = Part(8, 2);
        Assert.Null(parts.Accept(Anna, gap));
        AssertReleased(gap);
        Assert.Equal(2, parts.Accept(Anna, Part(4, 6))!.Count);
    }

    [Fact]
    public void TheNextStepReleasesWhatIsNotWhole()
    {
        ShardReport open = Part(0, 5);
        Assert.Null(parts.Accept(Anna, open));
        parts.Begin();
        AssertReleased(open);
        Assert.Null(parts.Accept(Anna, Part(5, 5)));
    }

    private static void AssertReleased(ShardReport part) =>
        Assert.Throws<InvalidOperationException>(part.Release);

    private ShardReport Part(long offset, int length, int shard = 0, long total = 10) => new(
        1, Step.Zero, 1, new TreeNode(0, shard), 0.5, TimeSpan.Zero, 7, offset, total, 0, 0, pool.Rent(length));
}
