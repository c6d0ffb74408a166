using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Members;
using RnnCluster.Training.Tests.Simulation;

namespace RnnCluster.Training.Tests.Members;

public sealed class PlacementTests
{
    [Fact]
    public void EveryShardIsGivenOnceWhateverTheSpeedsAndWhateverWasBefore()
    {
        for (ulong seed = 0; seed < 1_000; seed++)
        {
            var draws = new Draws(seed);
            int shards = 1 << draws.Below(7);
            IReadOnlyList<Assignment> current = [];
            for (int change = 0; change < 4; change++)
            {
                (NodeId, double)[] workers =
                    [.. Enumerable.Range(0, 9).Where(_ => draws.OnceIn(2)).Select(i => Worker(i, 1 + draws.Below(20)))];
                if (workers.Length > 0)
                {
                    current = Placement.Spread(shards, workers, current);
                    Assert.Equal(Enumerable.Range(0, shards), current.SelectMany(Held).Order());
                    Assert.All(current, assignment => Assert.Equal(
                        Placement.Cover(Held(assignment), shards), assignment.Subtrees));
                }
            }
        }
    }

    [Fact]
    public void SharesAreInProportionToSpeed()
    {
        IReadOnlyList<Assignment> spread = Placement.Spread(64, [Worker(0, 1), Worker(1, 2), Worker(2, 5)], []);

        Assert.Equal([8, 16, 40], spread.Select(assignment => Held(assignment).Length));
    }

    [Fact]
    public void WholeSubtreesComeFirst()
    {
        Assert.Equal(
            ["[0..3]", "[4..7]"], Subtrees(Placement.Spread(8, [Worker(0, 1), Worker(1, 1)], [])));
        Assert.Equal(
            ["[0..1] [2..2]", "[3..3] [4..5]", "[6..7]"],
            Subtrees(Placement.Spread(8, [Worker(0, 1), Worker(1, 1), Worker(2, 1)], [])));
        Assert.Equal(
            ["[6..7]", "[0..3] [4..5]"], Subtrees(Placement.Spread(8, [Worker(0, 1), Worker(1, 3)], [])));
    }

    [Fact]
    public void NothingMovesWhenNothingChanges()
    {
        for (int count = 1; count <= 9; count++)
        {
            (NodeId, double)[] workers = [.. Enumerable.Range(0, count).Select(i => Worker(i, 1 + (i % 3)))];
            IReadOnlyList<Assignment> before = Placement.Spread(8, workers, []);

            Assert.Equal(Subtrees(before), Subtrees(Placement.Spread(8, workers, before)));
        }
    }

    [Fact]
    public void ALostWorkersShardsAloneMove()
    {
        for (int count = 2; count <= 8; count++)
        {
            (NodeId Node, double)[] workers = [.. Enumerable.Range(0, count).Select(i => Worker(i, 1))];
            IReadOnlyList<Assignment> before = Placement.Spread(16, workers, []);
            for (int lost = 0; lost < count; lost++)
            {
                IReadOnlyList<Assignment> after =
                    Placement.Spread(16, [.. workers.Where(worker => worker != workers[lost])], before);
                foreach (Assignment kept in before.Where(assignment => assignment.Node != workers[lost].Node))
                {
                    int[] held = Held(after.First(assignment => assignment.Node == kept.Node));
                    Assert.Equal(Held(kept), Held(kept).Intersect(held));
                }
            }
        }
    }

    [Fact]
    public void MoreWorkersThanShardsLeaveSomeIdle() =>
        Assert.Equal(
            ["[0..0]", "[1..1]"], Subtrees(Placement.Spread(2, [Worker(0, 1), Worker(1, 1), Worker(2, 1)], [])));

    [Fact]
    public void ARoundIsAsLongAsItsSlowestWorker() =>
        Assert.Equal(
            2, Placement.Makespan(Placement.Spread(4, [Worker(0, 1), Worker(1, 1)], []), [Worker(0, 4), Worker(1, 1)]));

    private static (NodeId Node, double Speed) Worker(int index, double speed) =>
        (new NodeId($"worker-{index}"), speed);

    private static int[] Held(Assignment assignment) =>
        [.. assignment.Subtrees.SelectMany(node => Enumerable.Range(node.FirstShard, node.ShardCount))];

    private static IEnumerable<string> Subtrees(IReadOnlyList<Assignment> assignments) =>
        assignments.Select(assignment => string.Join(' ', assignment.Subtrees));
}
