using RnnCluster.Kernels.Products;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Benchmarks;

/// <summary>
/// The speed of a whole training step, as a run makes it: all shards, reduction, clipping, update, digest. Symbols are
/// drawn at random, so that nothing but the step is measured.
/// </summary>
public static class StepBenchmark
{
    private const int EstimateSteps = 4;

    /// <summary>The median of so many chunks is reported, so that a disturbance spoils one chunk.</summary>
    private const int Chunks = 5;

    private const int WindowsOfText = 8;

    private const int PeakRounds = 400_000;

    private const int PeakRuns = 10;

    /// <summary>Measures a case.</summary>
    /// <param name="benchmark">The case.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="seconds">How long to measure, roughly.</param>
    /// <param name="time">Where time comes from.</param>
    public static BenchmarkResult Run(BenchmarkCase benchmark, int threads, double seconds, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentNullException.ThrowIfNull(time);
        TrainingPlan plan = benchmark.Plan;
        long start = time.GetTimestamp();
        using var team = new ComputeTeam(threads);
        var replica = new Replica(plan, new ReplicaData(Text(plan), plan.Batch, plan.Window), team)
        {
            Clock = new PhaseClock(time),
        };
        ShardGroup group = replica.CreateGroup([.. Enumerable.Range(0, plan.Shards)]);
        Steps(replica, group, 1);
        TimeSpan first = time.GetElapsedTime(start);
        var compiler = new CompilerWatch(time, TimeSpan.FromSeconds(2 * seconds));
        do
        {
            Steps(replica, group, 1);
        }
        while (!compiler.IsQuiet());

        start = time.GetTimestamp();
        Steps(replica, group, EstimateSteps);
        double estimate = time.GetElapsedTime(start).TotalSeconds / EstimateSteps;
        int steps = Math.Max(3, (int)(seconds / Chunks / estimate));
        replica.Clock.Reset();
        double peak = Peak(time);
        double[] chunks = new double[Chunks];
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            start = time.GetTimestamp();
            Steps(replica, group, steps);
            chunks[chunk] = time.GetElapsedTime(start).TotalSeconds / steps;
        }

        peak = Math.Max(peak, Peak(time));
        Array.Sort(chunks);
        double median = chunks[Chunks / 2];
        return new BenchmarkResult(
            benchmark.Name,
            threads,
            plan.Shards,
            TimeSpan.FromSeconds(median),
            plan.TargetsPerStep / median,
            benchmark.Operations / median / (peak * threads),
            peak,
            first,
            [.. Enum.GetValues<Phase>().Select(phase => (phase, replica.Clock[phase] / (Chunks * steps)))]);
    }

    private static void Steps(Replica replica, ShardGroup group, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            replica.Compute(group);
            _ = replica.Apply(replica.Reduce(group.Sums));
        }
    }

    private static int[] Text(TrainingPlan plan)
    {
        int[] text = new int[(plan.Batch * plan.Window * WindowsOfText) + 1];
        for (int index = 0; index < text.Length; index++)
        {
            PhiloxWords words = Philox.Compute(default, new PhiloxWords((uint)index, 0, 0, 0));
            text[index] = (int)(words.X0 % (uint)plan.Model.Vocabulary);
        }

        return text;
    }

    private static double Peak(TimeProvider time)
    {
        double best = 0;
        for (int run = 0; run < PeakRuns; run++)
        {
            long start = time.GetTimestamp();
            long operations = MachinePeak.Run(PeakRounds);
            best = Math.Max(best, operations / time.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
