using System.CommandLine;
using RnnCluster.Cli.Clusters;
using RnnCluster.Cli.Hosting;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster train</c>: runs a spec from its beginning or from a checkpoint.</summary>
internal sealed class TrainCommand
{
    private const int PartitionsMax = 32_768;

    private static readonly Endpoint ChildrensAddress = new("127.0.0.1", 0);

    private readonly TrainingOptions training = new();

    private readonly Option<int> partitions = NumberOption.Whole(
        "--partitions",
        "Compute the shards in N separate groups, as N workers do; changes no bit",
        1,
        PartitionsMax,
        () => 1);

    private readonly Option<int?> workers = NumberOption.WholeIfAny(
        "--workers",
        "Train as a cluster of N workers in this process, which share its threads; changes no bit",
        1,
        Limits.ShardsMax);

    private readonly Option<bool> processes = new("--processes")
    {
        Description = "All workers but the first are processes of their own, which end with this one",
    };

    private readonly WatchOptions watching = new();
    private readonly Host host;

    private TrainCommand(Host host, Command command)
    {
        this.host = host;
        training.AddTo(command);
        training.Repeat([workers, processes, .. watching.Repeated]);
        command.Add(partitions);
        command.Add(workers);
        command.Add(processes);
        watching.AddTo(command);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command(
            "train",
            "Trains a model as a run spec says. Ctrl-C, SIGTERM, SIGHUP, SIGUSR1 or SIGUSR2: finish the step, write a "
            + "checkpoint, stop; Ctrl-C or SIGTERM again, 2 seconds later or more: stop at once.");
        _ = new TrainCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        // Only a coordinator can be watched: a run with a dashboard, OTLP or event files is a cluster of one worker.
        int? count = result.GetValue(workers) ?? (watching.IsGiven(result) ? 1 : null);
        bool isProcesses = result.GetValue(processes);
        if (isProcesses && result.GetValue(workers) is null)
        {
            throw new InputException("--processes needs --workers N: how many workers there are to be");
        }

        if (count is not null && result.GetResult(partitions) is { Implicit: false })
        {
            throw new InputException(
                result.GetValue(workers) is null
                    ? "--partitions: a run that is watched is a cluster of one worker, which computes all shards as "
                        + "one group; leave out --partitions, or --dashboard, --otlp and --tensorboard"
                    : "--partitions and --workers: each worker computes a group of its own; give one");
        }

        if (count is null)
        {
            return TrainingSession.Run(
                host,
                training,
                result,
                result.GetValue(partitions),
                shareOfThreads: 1,
                watch: null,
                static opened => (opened.Run.Run(opened.Stop), null));
        }

        WatchRequest watch = watching.Parse(result);
        return TrainingSession.Run(
            host,
            training,
            result,
            partitions: 1,
            shareOfThreads: count.Value,
            watch,
            opened => TrainAsCluster(opened, count.Value, isProcesses, watch).GetAwaiter().GetResult());
    }

    private async Task<(RunResult Result, CoordinatorEnd? Cluster)> TrainAsCluster(
        OpenedRun opened, int count, bool isProcesses, WatchRequest watch)
    {
        TrainingRun run = opened.Run;
        int threads = run.Replica.Team.Size;
        NodeDescription self = NodeDescriptions.Of(NodeOf(1), threads);
        var settings = new ClusterSettings
        {
            WorkersMin = 1,
            WorkersFirst = count,
            SampleInterval = watch.Interval,
        };
        CoordinatorProcess process = isProcesses
            ? CoordinatorProcess.Listen(
                run, self, settings, ChildrensAddress, new TransportOptions(), host.Time, new MemberOptions())
            : CoordinatorProcess.Host(
                run, self, settings, [.. Enumerable.Range(2, count - 1).Select(Other)], host.Time);
        await using (process.ConfigureAwait(false))
        {
            using ChildWorkers? children = isProcesses
                ? new ChildWorkers(count - 1, process.Listening!.Value, threads)
                : null;
            CoordinatorEnd end = await ClusterRun.Await(process, opened, self, watch, host).ConfigureAwait(false);
            return (end.Result!, end);
        }

        NodeDescription Other(int number) => self with { Node = NodeOf(number) };
    }

    private static NodeId NodeOf(int number) => new($"worker-{number}");
}
