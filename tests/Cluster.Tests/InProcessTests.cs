using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;

namespace RnnCluster.Cluster.Tests;

/// <summary>A coordinator and workers in one process, each worker but the first with a replica of its own.</summary>
public sealed class InProcessTests(ClusterRuns runs) : IClassFixture<ClusterRuns>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task AnyNumberOfWorkersGivesTheBitsOfOneThread(int workers)
    {
        using TrainingRun run = runs.Open(runs.NextOutput());
        NodeDescription[] others =
            [.. Enumerable.Range(2, workers - 1).Select(number => ClusterRuns.Node($"worker-{number}"))];
        await using CoordinatorProcess process = CoordinatorProcess.Host(
            run,
            ClusterRuns.Node("worker-1"),
            new ClusterSettings { WorkersMin = workers, BlocksPerSlice = 1 },
            others,
            TimeProvider.System);
        process.Begin();
        CoordinatorEnd end = await process.Ended.WaitAsync(Patience);

        Assert.Null(end.Failure);
        Assert.Equal(workers, end.WorkersSeen);
        Assert.Equal(runs.Reference(), end.Result!.StateHash);
    }
}
