using RnnCluster.Cli.Hosting;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Benchmarks;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Clusters;

/// <summary>
/// The speed of a cluster against the bare step loop of one worker, measured in turn in one process: what several
/// workers gain, and what one pays for being a cluster.
/// </summary>
internal sealed class ClusterBenchmark(Host host, BenchmarkCase benchmark)
{
    /// <summary>The first steps compile kernels and wake caches.</summary>
    private const int WarmUpSteps = 20;

    /// <summary>Steps count from then on, also where the runtime still compiles.</summary>
    private static readonly TimeSpan WarmUpMax = TimeSpan.FromSeconds(15);

    /// <summary>Measures one after the other, several times.</summary>
    /// <param name="workers">How many workers.</param>
    /// <param name="isProcesses">Whether all but the first are processes.</param>
    /// <param name="threads">Threads of each.</param>
    /// <param name="rounds">How often both are measured.</param>
    /// <param name="seconds">How long each is measured.</param>
    /// <returns>Medians; the ratio is that of the rounds' ratios, the phases are the last round's.</returns>
    public async Task<ClusterBenchmarkResult> Run(
        int workers, bool isProcesses, int threads, int rounds, double seconds)
    {
        using var run = new SyntheticRun(benchmark);
        var bare = new List<double>();
        var cluster = new List<double>();
        var phases = new PhaseRecorder();
        for (int round = 0; round < rounds; round++)
        {
            bare.Add(MeasureBare(run, threads, seconds));
            phases = new PhaseRecorder();
            cluster.Add(
                await MeasureCluster(run, workers, isProcesses, threads, seconds, phases).ConfigureAwait(false));
        }

        return new ClusterBenchmarkResult(
            benchmark.Name,
            workers,
            isProcesses,
            threads,
            Median(bare),
            Median(cluster),
            Median([.. cluster.Zip(bare, (many, one) => many / one)]),
            phases.Medians());
    }

    private double MeasureBare(SyntheticRun synthetic, int threads, double seconds)
    {
        using var meter = new StepMeter(host.Time, seconds);
        using TrainingRun run = synthetic.Open(threads, meter);
        _ = run.Run(meter.Stop);
        return meter.StepsPerSecond * benchmark.Plan.TargetsPerStep;
    }

    private async Task<double> MeasureCluster(
        SyntheticRun synthetic, int workers, bool isProcesses, int threads, double seconds, PhaseRecorder phases)
    {
        using var meter = new StepMeter(host.Time, seconds);
        using TrainingRun run = synthetic.Open(threads, meter);
        NodeDescription self = NodeDescriptions.Of(new NodeId("worker-1"), threads);
        var settings = new ClusterSettings { WorkersFirst = workers };
        CoordinatorProcess process = isProcesses
            ? CoordinatorProcess.Listen(
                run, self, settings, new Endpoint("127.0.0.1", 0), new TransportOptions(), host.Time,
                new MemberOptions())
            : CoordinatorProcess.Host(
                run,
                self,
                settings,
                [.. Enumerable.Range(2, workers - 1).Select(n => self with { Node = new NodeId($"worker-{n}") })],
                host.Time);
        await using (process.ConfigureAwait(false))
        {
            using ChildWorkers? children = isProcesses
                ? new ChildWorkers(workers - 1, process.Listening!.Value, threads)
                : null;
            phases.Listen(process.System);
            process.Begin();
            using CancellationTokenRegistration stopping = meter.Stop.Register(() => process.Stop("measured"));
            CoordinatorEnd end = await process.Ended.ConfigureAwait(false);
            Ensure.That(end.Failure is null);
        }

        return meter.StepsPerSecond * benchmark.Plan.TargetsPerStep;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>Counts steps after the warm-up for a while, then asks to stop.</summary>
    private sealed class StepMeter(TimeProvider time, double seconds) : ITrainingObserver, IDisposable
    {
        private const int StepsMin = 10;

        private readonly CancellationTokenSource stop = new();
        private readonly List<long> stamps = new(capacity: 1 << 16);
        private readonly CompilerWatch compiler = new(time, WarmUpMax);
        private int warm;
        private bool isWarm;

        public CancellationToken Stop => stop.Token;

        /// <summary>The median of five parts: what disturbs one of them does not count.</summary>
        public double StepsPerSecond
        {
            get
            {
                const int Parts = 5;
                int length = (stamps.Count - 1 - warm) / Parts;
                Ensure.That(length > 0);
                return Median(
                [
                    .. Enumerable.Range(0, Parts).Select(part =>
                    {
                        int first = warm + (part * length);
                        return length / time.GetElapsedTime(stamps[first], stamps[first + length]).TotalSeconds;
                    }),
                ]);
            }
        }

        public void OnStep(in StepReport report)
        {
            stamps.Add(time.GetTimestamp());
            if (!isWarm)
            {
                isWarm = compiler.IsQuiet() && stamps.Count > WarmUpSteps;
                warm = stamps.Count;
                return;
            }

            bool isLong = time.GetElapsedTime(stamps[warm], stamps[^1]).TotalSeconds > seconds;
            if (isLong && stamps.Count > warm + StepsMin)
            {
                stop.Cancel();
            }
        }

        public void OnValidated(Step step, double loss, TimeSpan duration)
        {
        }

        public void OnCheckpoint(CheckpointReceipt written)
        {
        }

        public void OnWarning(string message)
        {
        }

        public void Dispose() => stop.Dispose();
    }
}
