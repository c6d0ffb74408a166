using RnnCluster.Learning.Compute;

namespace RnnCluster.Learning.Tests.Compute;

public sealed class TaskJobTests
{
    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 1)]
    [InlineData(4, 50)]
    [InlineData(2, 0)]
    public void EveryTaskIsDoneOnceHoweverOftenTheJobRuns(int size, int tasks)
    {
        using var team = new ComputeTeam(size);
        var job = new Marks(tasks);
        for (int round = 1; round <= 2_000; round++)
        {
            job.Reset(tasks);
            team.Run(job);
        }

        Assert.Equal(Enumerable.Repeat(2_000, tasks), job.Done);
    }

    [Fact]
    public void ATaskThatFailsDoesNotSpoilTheNextRun()
    {
        using var team = new ComputeTeam(3);
        var job = new Marks(20) { Failing = 5 };
        job.Reset(20);
        Assert.Throws<InvalidOperationException>(() => team.Run(job));
        job.Failing = -1;
        Array.Clear(job.Done);
        job.Reset(20);
        team.Run(job);
        Assert.Equal(Enumerable.Repeat(1, 20), job.Done);
    }

    private sealed class Marks(int tasks) : TaskJob
    {
        public int[] Done { get; } = new int[tasks];

        public int Failing { get; set; } = -1;

        protected override void Execute(int task)
        {
            if (task == Failing)
            {
                throw new InvalidOperationException();
            }

            Done[task]++;
        }
    }
}
