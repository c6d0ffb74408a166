using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;

namespace RnnCluster.Cluster.Tests;

/// <summary>What a steady step of a cluster allocates.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests(ClusterRuns runs) : IClassFixture<ClusterRuns>
{
    private const int Workers = 2;

    /// <summary>The budget of DESIGN.md, for messages of actors and transports.</summary>
    private const long BytesPerStepAndWorkerMax = 64 * 1024;

    /// <summary>
    /// Everything that this process allocates counts: both workers, the coordinator, the codec, the line of metrics.
    /// </summary>
    [Fact]
    public async Task ASteadyStepAllocatesWithinItsBudget()
    {
        long[] allocated = new long[ClusterRuns.Steps + 1];
        using TrainingRun run = runs.Open(
            runs.NextOutput(),
            onStep: step => allocated[step.Value] = GC.GetTotalAllocatedBytes(precise: true));
        await using CoordinatorProcess process = CoordinatorProcess.Host(
            run,
            ClusterRuns.Node("worker-1"),
            new ClusterSettings { WorkersFirst = Workers },
            [ClusterRuns.Node("worker-2")],
            TimeProvider.System);
        process.Begin();
        CoordinatorEnd end = await process.Ended.WaitAsync(TimeSpan.FromMinutes(1));

        // Steps 32 to 39: no validation, no checkpoint, no epoch's end.
        Assert.Equal(Workers, end.WorkersSeen);
        long perStep = (allocated[39] - allocated[31]) / 8 / Workers;
        Assert.InRange(perStep, 1, BytesPerStepAndWorkerMax);
    }
}
