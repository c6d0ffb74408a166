using System.CommandLine;
using RnnCluster.Cli.Commands;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using RnnCluster.Coordinator;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Clusters;

/// <summary>What `train` and `coordinator` have in common: a run is opened, watched, and its end is printed.</summary>
internal static class TrainingSession
{
    private const int SampleLength = 200;

    /// <summary>Trains a spec.</summary>
    /// <param name="host">The world.</param>
    /// <param name="given">The options of the command line.</param>
    /// <param name="result">The command line.</param>
    /// <param name="partitions">Groups that a single process computes the shards in.</param>
    /// <param name="shareOfThreads">How many replicas of this process share its threads.</param>
    /// <param name="watch">Who is to see it beside the terminal; null for a run without a cluster.</param>
    /// <param name="train">
    /// Trains the open run until its end or until the token asks; gives what happened in the cluster, if there is one.
    /// </param>
    public static int Run(
        Host host,
        TrainingOptions given,
        ParseResult result,
        int partitions,
        int shareOfThreads,
        WatchRequest? watch,
        Func<OpenedRun, (RunResult Result, CoordinatorEnd? Cluster)> train)
    {
        RunSpec spec = RunSpecLoader.Load(given.SpecPath(result));
        RunOptions options = given.Options(result, spec, partitions, shareOfThreads) with { Time = host.Time };
        if (watch is not null)
        {
            options = options with { SampleLength = watch.SampleLength };
        }

        ITrainingView view = CreateView(host, given.IsJson(result));
        var progress = new TrainingWatch(view, host.Time);
        using TrainingRun run = TrainingRun.Open(spec, options, progress);
        var summary = new TrainingSummary(spec, options, run);
        if (ThreadsOption.WarningOf((long)options.Threads * shareOfThreads, Environment.ProcessorCount) is { } warning)
        {
            view.OnWarning(warning);
        }

        CoordinatorEnd? cluster = null;
        using var signals = new StopSignals(host, view.OnStopping, view.OnAbort);
        progress.Begin(summary);
        RunResult ended = view.Watch(() =>
        {
            RunResult reached;
            try
            {
                (reached, cluster) = train(new OpenedRun(run, summary, view, progress, signals.Stop));
            }
            catch (NonFiniteException fault)
            {
                string wayOn = given.WayOn(result, run.Journal.Checkpointed);
                throw new NonFiniteException($"{fault.Message.TrimEnd('.')}. {wayOn}", fault);
            }

            progress.Report();
            return reached;
        });

        // Everything is written. A signal that comes now, or has come, asks not to wait for the sample.
        string sample = run.Journal.Sample(SampleLength, signals.Stop);
        view.OnEnd(new TrainingOutcome(
            summary,
            ended,
            progress.TokensPerSecond,
            sample,
            given.ResumeCommand(result),
            cluster,
            progress.StepsLost));
        return ExitCode.Done;
    }

    private static ITrainingView CreateView(Host host, bool isJson)
    {
        if (isJson)
        {
            return new JsonView(host.Output);
        }

        return host.IsTerminal
            ? new LiveView(TerminalOutput.Open(host))
            : new PlainView(host.Output, host.Error);
    }
}
