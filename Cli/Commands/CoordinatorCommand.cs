using System.CommandLine;
using RnnCluster.Cli.Clusters;
using RnnCluster.Cli.Hosting;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Shared;
using RnnCluster.Transport;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster coordinator</c>: trains a spec with the workers that join.</summary>
internal sealed class CoordinatorCommand
{
    private readonly TrainingOptions training = new();

    private readonly Option<string> listen = new("--listen")
    {
        HelpName = "HOST:PORT",
        Description = "Where workers join; port 0 takes a free one",
        Required = true,
    };

    private readonly Option<int> workersMin = NumberOption.Whole(
        "--min-workers", "With fewer workers the run waits", 1, Limits.ShardsMax, () => 1);

    private readonly Option<int> workers = NumberOption.Whole(
        "--workers", "Workers that this process hosts beside those that join: 0 or 1", 0, 1, () => 0);

    private readonly Option<int> linger = NumberOption.Whole(
        "--linger",
        "Seconds that a complete run waits for workers it lost in as many before, so that they hear of its end",
        0,
        86_400,
        () => 0);

    private readonly Option<string?> name = new("--name")
    {
        HelpName = "NAME",
        Description = "This node's name. The default is coordinator",
    };

    private readonly Option<string?> akka = new("--akka")
    {
        HelpName = "HOST:PORT",
        Description = "Where Akka.Cluster listens. The default is the address of --listen and a free port",
    };

    private readonly Option<string?> akkaSettings = ClusterOptions.AkkaSettings();
    private readonly Option<string> logLevel = ClusterOptions.LogLevel();
    private readonly Option<bool> insecure = ClusterOptions.Insecure();
    private readonly WatchOptions watching = new();
    private readonly Host host;

    private CoordinatorCommand(Host host, Command command)
    {
        this.host = host;
        training.AddTo(command);
        training.Repeat(
            [listen, workersMin, workers, linger, name, akka, akkaSettings, logLevel, insecure, .. watching.Repeated]);
        command.Add(listen);
        command.Add(workersMin);
        command.Add(workers);
        command.Add(linger);
        command.Add(name);
        command.Add(akka);
        command.Add(akkaSettings);
        command.Add(logLevel);
        command.Add(insecure);
        watching.AddTo(command);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command(
            "coordinator",
            "Trains a model with the workers that join. Ctrl-C, SIGTERM, SIGHUP, SIGUSR1 or SIGUSR2: write a "
            + "checkpoint, tell the workers, stop; Ctrl-C or SIGTERM again, 2 seconds later or more: stop at once.");
        _ = new CoordinatorCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        var endpoint = Endpoint.Parse(result.GetRequiredValue(listen));
        var options = new TransportOptions { IsInsecureAllowed = result.GetValue(insecure) };
        NodeId self = NodeDescriptions.Parse(result.GetValue(name) ?? "coordinator");
        TcpTransport.EnsureCanListen(endpoint, options);
        MemberOptions member = ClusterOptions.MemberOf(
            result.GetValue(akkaSettings), result.GetRequiredValue(logLevel), host) with
        {
            Listen = result.GetValue(akka) is { } given ? Endpoint.Parse(given) : null,
        };
        if (member.Listen is { } address)
        {
            TcpTransport.EnsureCanListen(address, options);
            ClusterSystem.EnsureAddress(address);
        }

        WatchRequest watch = watching.Parse(result);
        var settings = new ClusterSettings
        {
            WorkersMin = result.GetValue(workersMin),
            HostsWorker = result.GetValue(workers) == 1,
            SampleInterval = watch.Interval,
            Linger = TimeSpan.FromSeconds(result.GetValue(linger)),
        };
        return TrainingSession.Run(
            host,
            training,
            result,
            partitions: 1,
            shareOfThreads: 1,
            watch,
            opened => Coordinate(opened, self, endpoint, member, settings, options, watch).GetAwaiter().GetResult());
    }

    private async Task<(RunResult Result, CoordinatorEnd? Cluster)> Coordinate(
        OpenedRun opened,
        NodeId name,
        Endpoint endpoint,
        MemberOptions member,
        ClusterSettings settings,
        TransportOptions options,
        WatchRequest watch)
    {
        NodeDescription self = NodeDescriptions.Of(name, opened.Run.Replica.Team.Size);
        CoordinatorProcess process = CoordinatorProcess.Listen(
            opened.Run, self, settings, endpoint, options, host.Time, member);
        await using (process.ConfigureAwait(false))
        {
            opened.View.OnListening(process.Listening!.Value);
            CoordinatorEnd end = await ClusterRun.Await(process, opened, self, watch, host).ConfigureAwait(false);
            return (end.Result!, end);
        }
    }
}
