using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Probes;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Probes;

/// <summary>Looking changes nothing, and what is seen does not depend on who computed it.</summary>
public sealed class SampledRunTests
{
    /// <summary>Who holds which shards: all in one hand, shard 0 alone, with its sibling, with strangers.</summary>
    private static readonly int[][][] Hands =
    [
        [[0, 1, 2, 3, 4, 5, 6, 7]],
        [[0], [1, 2, 3, 4, 5, 6, 7]],
        [[2, 3, 4, 5, 6, 7], [0, 1]],
        [[1, 2, 4, 6], [0, 3, 5, 7]],
    ];

    public static TheoryData<string, int> Models => new()
    {
        { "lstm", 1 },
        { "lstm", 2 },
        { "gru", 1 },
        { "gru", 2 },
        { "rnn-tanh", 1 },
        { "rnn-tanh", 2 },
        { "rnn-relu", 1 },
        { "rnn-relu", 2 },
        { "tied", 2 },
        { "one-hot", 3 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void ARunThatIsSampledAtEveryStepHasTheBitsOfOneThatNeverIs(string variant, int layers)
    {
        using var team = new ComputeTeam(2);
        Replica unseen = ProbedRun.Create(variant, layers, team);
        Replica seen = ProbedRun.Create(variant, layers, team);
        RunTrace expected = SmallRun.Train(unseen, Training.Groups(unseen, 1));
        (RunTrace trace, List<WindowSample> windows, _) = ProbedRun.Train(seen, Training.Groups(seen, 1));
        expected.EnsureSame(trace);
        Assert.Equal(SmallRun.Steps, windows.Count);
        Assert.All(windows, window => Assert.Equal(layers, window.Layers.Count));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SamplesDoNotDependOnThreadsOrGroups(string variant, int layers)
    {
        const int Steps = 14;
        (string Windows, List<string> Parameters)? expected = null;
        foreach (int threads in (int[])[1, 2, 3, 5])
        {
            foreach (int[][] hands in Hands)
            {
                using var team = new ComputeTeam(threads);
                Replica replica = ProbedRun.Create(variant, layers, team);
                ShardGroup[] groups = [.. hands.Select(shards => replica.CreateGroup(shards))];
                (_, List<WindowSample> windows, List<string> parameters) = ProbedRun.Train(replica, groups, 1, Steps);
                Assert.Equal(Steps, windows.Count);
                expected ??= (ProbedRun.Text(windows), parameters);
                Assert.Equal(expected.Value.Windows, ProbedRun.Text(windows));
                Assert.Equal(expected.Value.Parameters, parameters);
            }
        }
    }

    [Fact]
    public void StepsThatAreNotDueLeaveNoSample()
    {
        using var team = new ComputeTeam(1);
        Replica replica = ProbedRun.Create("lstm", 1, team);
        (_, List<WindowSample> windows, _) = ProbedRun.Train(replica, Training.Groups(replica, 2), interval: 4, end: 9);
        Assert.Equal([new Step(1), new Step(4), new Step(8)], windows.Select(window => window.Step));
        Assert.Null(replica.Probe!.Take());
    }

    [Fact]
    public void ASampleIsTheSameWhetherTheStepsBeforeWereSampledOrNot()
    {
        using var team = new ComputeTeam(2);
        Replica often = ProbedRun.Create("gru", 2, team);
        Replica seldom = ProbedRun.Create("gru", 2, team);
        (_, List<WindowSample> all, List<string> parameters) = ProbedRun.Train(often, Training.Groups(often, 1));
        (_, List<WindowSample> some, List<string> few) = ProbedRun.Train(seldom, Training.Groups(seldom, 1), 7);
        IEnumerable<WindowSample> same = all.Where(sample => sample.Step.Value is 1 or 7 or 14 or 21 or 28);
        Assert.Equal(ProbedRun.Text(same), ProbedRun.Text(some));
        Assert.Equal(few, parameters.Where(few.Contains));
    }

    [Fact]
    public void AGroupWithoutShard0LeavesNoSample()
    {
        using var team = new ComputeTeam(1);
        Replica replica = ProbedRun.Create("lstm", 1, team);
        replica.Probe = new WindowProbe(new ProbeInterval(1));
        replica.Compute(replica.CreateGroup([1, 2, 3]));
        Assert.Null(replica.Probe.Take());
        replica.Compute(replica.CreateGroup([0, 5]));
        Assert.NotNull(replica.Probe.Take());
        Assert.Null(replica.Probe.Take());
    }

    [Fact]
    public void ASampleFromTheSameStateAgainIsTheSame()
    {
        using var team = new ComputeTeam(1);
        Replica replica = ProbedRun.Create("gru", 2, team);
        replica.Probe = new WindowProbe(new ProbeInterval(1));
        ShardGroup group = replica.CreateGroup([0, 1]);
        replica.Compute(group);
        WindowSample first = replica.Probe.Take()!;
        replica.Compute(group);
        Assert.Equal(ProbedRun.Text([first]), ProbedRun.Text([replica.Probe.Take()!]));
    }

    [Fact]
    public void AStepThatIsNotDueAllocatesNothing()
    {
        using var team = new ComputeTeam(1);
        Replica replica = ProbedRun.Create("gru", 2, team);
        replica.Probe = new WindowProbe(new ProbeInterval(1000));
        ShardGroup group = Training.Groups(replica, 1)[0];
        MakeSteps(5);
        long before = GC.GetAllocatedBytesForCurrentThread();
        MakeSteps(10);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void MakeSteps(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                replica.Compute(group);
                _ = replica.Apply(replica.Reduce(group.Sums));
            }
        }
    }
}
