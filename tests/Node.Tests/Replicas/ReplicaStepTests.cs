using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Node.Tests.Replicas;

/// <summary>A replica makes steps, alone and after another one.</summary>
public sealed class ReplicaStepTests(TinyRun runs) : ReplicaTests(runs)
{
    [Fact]
    public void ComputingSendsEachSliceOnceAndThenTheReport()
    {
        ReplicaRig rig = Worker();
        (IReadOnlyList<SliceSum> sums, ShardReport report) = rig.Compute(ReplicaRig.All);

        Assert.True(sums.Count > 1);
        Assert.Equal(Enumerable.Range(0, rig.Home.Slices.Count), sums.Select(sum => sum.Slice).Order());
        Assert.All(sums, sum => Assert.Equal(
            (ReplicaRig.Term, Step.Zero, 3L, ReplicaRig.All, rig.Home.Digest),
            (sum.Term, sum.Step, sum.PlanVersion, sum.Subtree, sum.Digest)));
        Assert.Equal(
            (ReplicaRig.Term, Step.Zero, 3L, ReplicaRig.All, rig.Home.Digest),
            (report.Term, report.Step, report.PlanVersion, report.Subtree, report.Digest));
        Assert.Equal(rig.Replica, rig.Coordinator.LastSender);
        Release(sums, report);
    }

    [Fact]
    public void TheCoordinatorsOwnSumsAreReadWhereTheyLie()
    {
        ReplicaRig rig = Coordinator();
        (_, ShardReport report) = rig.Compute(ReplicaRig.All);
        report.Release();

        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public void SumsThatAreStillBeingSentAreNotOverwritten()
    {
        ReplicaRig rig = Worker();
        (IReadOnlyList<SliceSum> first, ShardReport report) = rig.Compute(ReplicaRig.All);
        (IReadOnlyList<SliceSum> second, ShardReport again) = rig.Compute(ReplicaRig.All);
        SliceSum dense = first.First(sum => sum.Encoding == SliceEncoding.Dense);
        SliceSum other = second.First(sum => sum.Slice == dense.Slice);
        Assert.True(dense.Payload.Span.SequenceEqual(other.Payload.Span));
        Assert.False(dense.Payload.Span.Overlaps(other.Payload.Span));
        Release(first, report);

        (IReadOnlyList<SliceSum> third, report) = rig.Compute(ReplicaRig.All);
        Assert.True(dense.Payload.Span.Overlaps(third.First(sum => sum.Slice == dense.Slice).Payload.Span));
        Release(second, again);
        Release(third, report);
    }

    [Fact]
    public void AveragesThatAreStillBeingSentAreNotOverwrittenAndOnlyTwoAreKept()
    {
        ReplicaRig rig = Coordinator();
        var sent = new List<(ReplicaReply.Reduced Reduced, byte[] Bytes)>();
        for (int step = 0; step < 4; step++)
        {
            (IReadOnlyList<SliceSum> sums, ShardReport report) = rig.Compute(ReplicaRig.All);
            foreach (SliceSum sum in sums)
            {
                rig.Tell(new ReducerRequest.Reduce(rig.Step, sum.Slice, [sum], IsShared: true));
                ReplicaReply.Reduced reduced = rig.Asker.ExpectMsg<ReplicaReply.Reduced>();
                sent.Add((reduced, reduced.Average.Span.ToArray()));
            }

            report.Release();
            _ = rig.Apply(report.Loss);
        }

        Assert.Contains(sent, each => each.Reduced.Encoding == SliceEncoding.Dense);
        Assert.All(sent, each => Assert.Equal(each.Bytes, each.Reduced.Average.Span.ToArray()));
        Assert.Equal(2, rig.Home.AveragesKept);
        sent.ForEach(each => each.Reduced.Release());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void AnotherStepIsNotComputed(long step)
    {
        ReplicaRig rig = Worker();
        rig.MakeStep();
        rig.Tell(new ReplicaRequest.Compute(ReplicaRig.Term, new Step(step), 1, [ReplicaRig.All], rig.Coordinator));

        rig.Coordinator.ExpectNoMsg();
        rig.Asker.ExpectNoMsg();
    }

    [Fact]
    public void AStepLeadsToTheNextAndForgetsItsAverage()
    {
        ReplicaRig rig = Worker();
        double loss = rig.Reduce();
        Assert.True(rig.Home.Average.IsComplete);
        ReplicaReply.Applied applied = rig.Apply(loss);

        Assert.Equal((new Step(1), rig.Home.Digest), (applied.Step, applied.Digest));
        Assert.Equal((new Step(1), 0), (rig.Home.Average.Step, rig.Home.Average.StoredSlices));
    }

    [Fact]
    public void AnotherStepIsNotMade()
    {
        ReplicaRig rig = Worker();
        rig.Tell(new ReplicaRequest.Apply(new Step(1), 1));

        rig.Asker.ExpectNoMsg();
        Assert.Equal(Step.Zero, rig.Step);
    }

    [Fact]
    public void WhoFollowsHasTheDigestsOfWhoReduces()
    {
        ReplicaRig first = Coordinator();
        ReplicaRig second = Worker();
        ReplicaRig third = Worker();
        for (int step = 0; step < 3; step++)
        {
            first.MakeStep(second, third);
        }

        Assert.Equal(new Step(3), third.Step);
    }

    [Fact]
    public void ShardsOfSeveralSubtreesAreReportedEachByItself()
    {
        ReplicaRig rig = Worker();
        TreeNode[] subtrees = [new TreeNode(2, 0), new TreeNode(0, 5)];
        rig.Tell(new ReplicaRequest.Compute(ReplicaRig.Term, Step.Zero, 1, subtrees, rig.Coordinator));
        SliceSum[] sums =
            [.. Enumerable.Range(0, 2 * rig.Home.Slices.Count).Select(_ => rig.Coordinator.ExpectMsg<SliceSum>())];
        ShardReport[] reports = [.. subtrees.Select(_ => rig.Coordinator.ExpectMsg<ShardReport>())];

        Assert.Equal(subtrees, reports.Select(report => report.Subtree));
        Assert.Equal(reports[0].ComputeTime / 4, reports[1].ComputeTime);
        Assert.Equal(subtrees, rig.Asker.ExpectMsg<ReplicaReply.Computed>().Subtrees);
        Release(sums, reports);
    }

    [Fact]
    public void AnAverageThatNobodyElseNeedsIsNotWrittenDown()
    {
        ReplicaRig rig = Worker();
        (IReadOnlyList<SliceSum> sums, ShardReport report) = rig.Compute(ReplicaRig.All);
        rig.Tell(new ReducerRequest.Reduce(Step.Zero, sums[0].Slice, [sums[0]], IsShared: false));

        Assert.Equal(0, rig.Asker.ExpectMsg<ReplicaReply.Reduced>().Average.Length);
        Release(sums.Skip(1), report);
    }

    [Fact]
    public void AnAverageOfAnotherStepIsGivenBack()
    {
        ReplicaRig rig = Worker();
        Payload payload = rig.Pool.Rent(4);
        rig.Tell(new ReplicaRequest.StoreAverage(
            new SliceAverage(ReplicaRig.Term, new Step(1), 0, SliceEncoding.Dense, [1], 0, payload)));

        Assert.Equal((0, 0), (rig.Pool.Outstanding, rig.Home.Average.StoredSlices));
        rig.Asker.ExpectNoMsg();
    }

    [Fact]
    public void CarriedStatesOfAnotherStepAreGivenBack()
    {
        ReplicaRig rig = Worker();
        rig.Tell(new ReplicaRequest.StoreCarried(
            new CarriedState(ReplicaRig.Term, new Step(1), ReplicaRig.All, 0, 4, 0, rig.Pool.Rent(4))));

        Assert.Equal(0, rig.Pool.Outstanding);
        rig.Asker.ExpectNoMsg();
    }

    private static void Release(IEnumerable<SliceSum> sums, params ShardReport[] reports)
    {
        foreach (IReleasable loan in sums.Concat<IReleasable>(reports))
        {
            loan.Release();
        }
    }
}
