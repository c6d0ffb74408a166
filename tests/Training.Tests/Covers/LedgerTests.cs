using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Covers;
using RnnCluster.Training.Tests.Simulation;

namespace RnnCluster.Training.Tests.Covers;

public sealed class LedgerTests
{
    private const int Shards = 8;

    [Fact]
    public void LossesAddedInAnyOrderOfArrivalAndAnyPartsHaveTheSameBits()
    {
        bool isOrderSeen = false;
        for (ulong seed = 0; seed < 500; seed++)
        {
            FakeState state = FakeState.Fresh(Shards) with { Hash = seed };
            double expected = state.Loss(TreeNode.Root(Shards));
            var draws = new Draws(seed);
            var ledger = new ReportLedger(Shards);
            double naive = 0;
            while (!ledger.IsComplete)
            {
                int level = draws.Below(3);
                var node = new TreeNode(level, draws.Below(Shards >> level));
                naive += ledger.TryAccept(Report(node, state.Loss(node))) ? state.Loss(node) : 0;
            }

            Assert.Equal(expected, ledger.SumLosses());
            isOrderSeen |= naive != expected;
        }

        Assert.True(isOrderSeen, "these losses would show no other order");
    }

    [Fact]
    public void ASliceIsCompleteWhateverTheOthersWaitForAndItsTermsAreInShardOrder()
    {
        var pool = new PayloadPool();
        var ledger = new SliceLedger(2, Shards);
        Assert.Null(ledger.Accept(Sum(pool, 1, new TreeNode(2, 1))));
        Assert.Null(ledger.Accept(Sum(pool, 0, new TreeNode(2, 0))));

        IReadOnlyList<SliceSum>? terms = ledger.Accept(Sum(pool, 1, new TreeNode(2, 0)));

        Assert.Equal([new TreeNode(2, 0), new TreeNode(2, 1)], terms!.Select(term => term.Subtree));
        Assert.Equal(1, ledger.Completed);
        Assert.False(ledger.IsComplete);
        Assert.True(ledger.Covers(new TreeNode(2, 0)));
        Assert.False(ledger.Covers(new TreeNode(2, 1)));
    }

    [Fact]
    public void EverySumIsReleasedOnceByWhoeverHasItLast()
    {
        var pool = new PayloadPool();
        var ledger = new SliceLedger(1, Shards);
        ledger.Accept(Sum(pool, 0, new TreeNode(0, 0)));
        ledger.Accept(Sum(pool, 0, new TreeNode(0, 1)));
        ledger.Accept(Sum(pool, 0, new TreeNode(0, 1)));
        Assert.Equal(2, pool.Outstanding);

        ledger.Accept(Sum(pool, 0, new TreeNode(2, 0)));
        Assert.Equal(1, pool.Outstanding);

        IReadOnlyList<SliceSum> terms = ledger.Accept(Sum(pool, 0, new TreeNode(2, 1)))!;
        Assert.Equal(2, pool.Outstanding);
        ledger.Accept(Sum(pool, 0, new TreeNode(2, 1)));
        ledger.Begin();
        Assert.Equal(2, pool.Outstanding);
        Assert.All(terms, term => term.Release());

        ledger.Accept(Sum(pool, 0, new TreeNode(2, 1)));
        ledger.Begin();
        Assert.Equal(0, pool.Outstanding);
    }

    [Theory]
    [InlineData(-1, 0, 0, false)]
    [InlineData(2, 0, 0, false)]
    [InlineData(1, 3, 0, true)]
    [InlineData(1, 3, 1, false)]
    public void ASumFitsIfThereAreItsSliceAndItsSubtree(int slice, int level, int index, bool fits)
    {
        var ledger = new SliceLedger(2, Shards);
        Assert.Equal(fits, ledger.Fits(Sum(new PayloadPool(), slice, new TreeNode(level, index))));
    }

    [Fact]
    public void ANewStepKnowsNothingOfTheLast()
    {
        var ledger = new ReportLedger(1);
        Assert.True(ledger.TryAccept(Report(TreeNode.Root(1), 1)));
        ledger.Begin();

        Assert.False(ledger.IsComplete);
        Assert.True(ledger.TryAccept(Report(TreeNode.Root(1), 2)));
        Assert.Equal(2, ledger.SumLosses());
    }

    private static ShardReport Report(TreeNode node, double loss) =>
        new(1, Step.Zero, 1, node, loss, TimeSpan.Zero, 0, 0, 0, 0, 0, new Payload(Memory<byte>.Empty));

    private static SliceSum Sum(PayloadPool pool, int slice, TreeNode node) =>
        new(1, Step.Zero, 1, node, slice, SliceEncoding.Dense, 0, 0, pool.Rent(1));
}
