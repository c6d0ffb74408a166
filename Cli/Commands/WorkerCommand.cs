using System.CommandLine;
using RnnCluster.Cli.Clusters;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using RnnCluster.Hosting;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Node.Content;
using RnnCluster.Shared;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Transport.Tcp;
using RnnCluster.Worker;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster worker</c>: computes for a coordinator until the run ends.</summary>
internal sealed class WorkerCommand
{
    /// <summary>
    /// A drained worker is gone by then, whatever its coordinator does: Kubernetes kills after 30 seconds.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly Option<string> join = new("--join")
    {
        HelpName = "HOST:PORT[,HOST:PORT...]",
        Description = "Where the coordinator may listen; tried in turn",
        Required = true,
    };

    private readonly Option<int> threads = ThreadsOption.Create();

    private readonly Option<string?> name = new("--name")
    {
        HelpName = "NAME",
        Description = "This worker's name, unique in its cluster. The default is made of machine and process",
    };

    private readonly Option<string?> cache = new("--cache")
    {
        HelpName = "DIR",
        Description = "Where fetched data is kept. The default is rnncluster in the user's cache folder",
    };

    private readonly Option<int> giveUp = NumberOption.Whole(
        "--give-up-after", "Seconds without a coordinator after which the worker ends", 1, 86_400, () => 60);

    private readonly Option<string?> akkaSettings = ClusterOptions.AkkaSettings();
    private readonly Option<string> logLevel = ClusterOptions.LogLevel();
    private readonly Option<bool> insecure = ClusterOptions.Insecure();

    private readonly Option<bool> endsWithInput = new("--ends-with-input")
    {
        Description = "End when standard input ends: a child process ends with its parent",
        Hidden = true,
    };

    private readonly Option<bool> json =
        JsonOption.Create("Print one JSON object a line: begin, notice, stopping, end");

    private readonly Host host;

    private WorkerCommand(Host host, Command command)
    {
        this.host = host;
        command.Add(join);
        command.Add(threads);
        command.Add(name);
        command.Add(cache);
        command.Add(giveUp);
        command.Add(akkaSettings);
        command.Add(logLevel);
        command.Add(insecure);
        command.Add(endsWithInput);
        command.Add(json);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command(
            "worker",
            "Computes for a coordinator. It needs nothing but an address: spec, data and state come from there. "
            + "SIGTERM, SIGHUP, SIGUSR1 or SIGUSR2 drains it: it answers what it owes and ends.");
        _ = new WorkerCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        Endpoint[] coordinators = [.. result.GetRequiredValue(join).Split(',').Select(ParseAddress)];
        NodeId self = result.GetValue(name) is { } given
            ? NodeDescriptions.Parse(given)
            : NodeDescriptions.Default("worker");
        var view = new WorkerView(host.Output, result.GetValue(json));
        var options = new WorkerProcessOptions
        {
            Cache = new ContentCache(
                new DirectoryStorage(result.GetValue(cache) ?? CacheFolder.OfUser(), isShared: true)),
            Transport = new TransportOptions
            {
                IsInsecureAllowed = result.GetValue(insecure),
                GiveUpAfter = TimeSpan.FromSeconds(result.GetValue(giveUp)),
            },
            Member = ClusterOptions.MemberOf(
                result.GetValue(akkaSettings), result.GetRequiredValue(logLevel), host),
            OnNotice = view.OnNotice,
        };
        foreach (Endpoint coordinator in coordinators)
        {
            options.Transport.EnsureAllowed(coordinator);
        }

        return RunAsync(
            NodeDescriptions.Of(self, result.GetValue(threads)),
            coordinators,
            options,
            view,
            result.GetValue(endsWithInput)).GetAwaiter().GetResult();
    }

    private static Endpoint ParseAddress(string text)
    {
        var endpoint = Endpoint.Parse(text);
        return endpoint.Port > 0
            ? endpoint
            : throw new InputException(
                $"--join '{text}': nobody listens on port 0; give the port that the coordinator tells");
    }

    private async Task<int> RunAsync(
        Node.Hosting.NodeDescription self,
        Endpoint[] coordinators,
        WorkerProcessOptions options,
        WorkerView view,
        bool endsWithParent)
    {
        using var signals = new StopSignals(host, view.OnStopping, static () => { });
        view.OnBegin(self, coordinators);
        if (ThreadsOption.WarningOf(self.Threads, self.Cores) is { } warning)
        {
            view.OnNotice($"warning: {warning}");
        }

        WorkerProcess process = WorkerProcess.Join(
            self, transport => new TcpTransport(transport), coordinators, options, host.Time);
        await using (process.ConfigureAwait(false))
        {
            using CancellationTokenRegistration leaving = signals.Stop.Register(() => process.Leave("asked to end"));
            if (endsWithParent)
            {
                _ = Task.Run(() => LeaveWithParent(process));
            }

            Task overdue = OverdueAsync(signals.Stop);
            if (await Task.WhenAny(process.Ended, overdue).ConfigureAwait(false) == overdue)
            {
                view.OnEnd(new WorkerEnd(
                    WorkerExit.Done, "the coordinator did not let it go in time", Step.Zero, TimeSpan.Zero));
                return ExitCode.Done;
            }

            WorkerEnd end = await process.Ended.ConfigureAwait(false);
            if (end.Kind == WorkerExit.Refused)
            {
                throw new InputException(end.Reason);
            }

            view.OnEnd(end);
            if (end.Kind != WorkerExit.Done)
            {
                host.Tell(end.Reason);
            }

            return end.Kind == WorkerExit.Done ? ExitCode.Done : ExitCode.Failed;
        }
    }

    /// <summary>Completes when the worker was asked to end and has had its grace.</summary>
    private async Task OverdueAsync(CancellationToken asked)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (asked.Register(signal.SetResult))
        {
            await signal.Task.ConfigureAwait(false);
        }

        await Task.Delay(Grace, host.Time, CancellationToken.None).ConfigureAwait(false);
    }

    private static void LeaveWithParent(WorkerProcess process)
    {
        Span<byte> buffer = stackalloc byte[64];
        using Stream input = Console.OpenStandardInput();
        while (input.Read(buffer) > 0)
        {
        }

        process.Leave("the parent process has ended");
    }
}
