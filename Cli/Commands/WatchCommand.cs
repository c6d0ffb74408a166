using System.CommandLine;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Remote;
using RnnCluster.Dashboard;
using RnnCluster.Transport;
using Spectre.Console;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster watch</c>: a run's progress, from wherever its dashboard can be reached.</summary>
internal sealed class WatchCommand
{
    private readonly Argument<string> address = new("HOST:PORT")
    {
        Description = "The dashboard's address, as the run printed it. The default is "
            + $"127.0.0.1:{DashboardServer.PortDefault}",
        DefaultValueFactory = _ => $"127.0.0.1:{DashboardServer.PortDefault}",
    };

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        HelpName = "FILE",
        Description = "Holds the dashboard's token: needed where it is served beyond its own machine",
    };

    private readonly Option<bool> once = new("--once") { Description = "Take one look and end" };

    private readonly Option<bool> json = JsonOption.Create(
        "Print one JSON object a line: snapshot, update, lost, each with the dashboard's own data");

    private readonly Host host;

    private WatchCommand(Host host, Command command)
    {
        this.host = host;
        command.Add(address);
        command.Add(tokenFile);
        command.Add(once);
        command.Add(json);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command(
            "watch", "Shows a running run through its dashboard, from anywhere, until it is over. Changes nothing.");
        _ = new WatchCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        string? token = result.GetValue(tokenFile) is { } file ? TokenFile.Read("--token-file", file) : null;
        using var dashboard = new RemoteDashboard(
            Parse(result.GetRequiredValue(address)), token, host.Time);
        using var signals = new StopSignals(host, static () => { }, static () => { });

        // Its output is all that a watch is for: it ends with it.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(signals.Stop, host.Written.Failed);
        try
        {
            return Watch(result, new RemoteWatch(dashboard, host), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    private int Watch(ParseResult result, RemoteWatch watch, CancellationToken stop)
    {
        if (result.GetValue(once))
        {
            IRemoteView view = result.GetValue(json)
                ? new RemoteJsonView(host.Output)
                : new RemoteTextView(null, host.Output, host.Time);
            RemoteRun seen = watch.Look(view, stop).GetAwaiter().GetResult();
            return CodeOf(seen);
        }

        if (result.GetValue(json))
        {
            return CodeOf(watch.Follow(new RemoteJsonView(host.Output), stop).GetAwaiter().GetResult());
        }

        RemoteRun run = host.IsTerminal
            ? FollowLive(watch, stop)
            : watch.Follow(new RemoteTextView(null, host.Output, host.Time), stop).GetAwaiter().GetResult();
        if (run is { IsOver: true, StateHash: { } hash })
        {
            host.Output.WriteLine($"{"state hash",-12}{hash}");
        }

        return CodeOf(run);
    }

    /// <summary>What a run prints is the page's address: it is taken as it is.</summary>
    private static Endpoint Parse(string text) => Endpoint.Parse(
        Uri.TryCreate(text, UriKind.Absolute, out Uri? page) && page.Scheme == Uri.UriSchemeHttp
            ? page.Authority
            : text);

    private RemoteRun FollowLive(RemoteWatch watch, CancellationToken stop)
    {
        IAnsiConsole console = TerminalOutput.Open(host);
        return console.Live(new Text("connecting")).AutoClear(false).Start(context =>
        {
            var picture = new RemotePicture(console, context);
            return watch.Follow(new RemoteTextView(picture, host.Output, host.Time), stop).GetAwaiter().GetResult();
        });
    }

    /// <summary>A script learns of a run that failed.</summary>
    private static int CodeOf(RemoteRun run) => run.State == "failed" ? ExitCode.Failed : ExitCode.Done;
}
