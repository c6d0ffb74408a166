using System.Collections.Concurrent;
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

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(2, 5)]
    public void EveryTaskOfEveryQueueIsDoneOnce(int size, int queues)
    {
        using var team = new ComputeTeam(size);
        var job = new Marks(4 * queues);
        for (int round = 1; round <= 500; round++)
        {
            job.Reset(4 * queues, queues);
            team.Run(job);
        }

        Assert.Equal(Enumerable.Repeat(500, 4 * queues), job.Done);
    }

    [Fact]
    public void AMemberEmptiesItsOwnQueueFirst()
    {
        var job = new Marks(6);
        job.Reset(6, 3);
        job.Run(1, 3);
        Assert.Equal([2, 3, 4, 5, 0, 1], job.Order);
    }

    [Fact]
    public void QueuesAreOfEqualLength()
    {
        var job = new Marks(5);
        Assert.Throws<InvalidOperationException>(() => job.Reset(5, 2));
        Assert.Throws<InvalidOperationException>(() => job.Reset(5, 0));
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

        /// <summary>The tasks in the order in which one member does them.</summary>
        public ConcurrentQueue<int> Order { get; } = [];

        public int Failing { get; set; } = -1;

        protected override void Execute(int task)
        {
            if (task == Failing)
            {
                throw new InvalidOperationException();
            }

            Done[task]++;
            Order.Enqueue(task);
        }
    }
}
