using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Learning.Replicas;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>What a run does between two steps shares the model's workspace and leaves no trace in the state.</summary>
public sealed class InterludeTests
{
    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("rnn-tanh")]
    [InlineData("tied")]
    [InlineData("one-hot")]
    public void ValidationAndGeneratedTextLeaveNoTrace(string variant)
    {
        using var team = new ComputeTeam(2);
        Replica replica = SmallRun.CreateReplica(variant, team);
        var evaluator = new Evaluator(replica.Model, SmallRun.Unseen, 7, SmallRun.Window, SmallRun.Batch);
        RunTrace trace = SmallRun.Train(replica, Training.Groups(replica, 2), between: () =>
        {
            replica.EnsurePacked();
            Assert.InRange(evaluator.Run(team), 1, 6);
            var generator = new Generator(replica.Model, new Sampling(0.8, 0, 1));
            generator.Feed(0);
            for (int symbol = 0; symbol < 5; symbol++)
            {
                generator.Feed(generator.Draw());
            }
        });
        SmallRun.Reference(variant).EnsureSame(trace);
    }

    [Fact]
    public void ValidationHasTheSameBitsOnAnyNumberOfThreads()
    {
        double[] losses = [.. ((int[])[1, 2, 3]).Select(threads =>
        {
            using var team = new ComputeTeam(threads);
            Replica replica = SmallRun.CreateReplica("lstm", team);
            _ = SmallRun.Train(replica, Training.Groups(replica, 1), end: 3);
            replica.EnsurePacked();
            return new Evaluator(replica.Model, SmallRun.Unseen, 7, SmallRun.Window, SmallRun.Batch).Run(team);
        })];
        Assert.Single(losses.Select(BitConverter.DoubleToInt64Bits).Distinct());
    }
}
