using RnnCluster.Actors;
using RnnCluster.Cli.Commands;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Node.Hosting;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Clusters;

/// <summary>Runs a coordinator in this process to its end, and shows what happens.</summary>
internal static class ClusterRun
{
    /// <summary>Waits for the end of a run.</summary>
    /// <param name="process">The coordinator.</param>
    /// <param name="opened">The run.</param>
    /// <param name="self">This process.</param>
    /// <param name="watch">Who is to see it beside the terminal.</param>
    /// <param name="host">The world.</param>
    /// <exception cref="InputException">A user's mistake ended it.</exception>
    /// <exception cref="NonFiniteException">The run cannot go on.</exception>
    public static async Task<CoordinatorEnd> Await(
        CoordinatorProcess process, OpenedRun opened, NodeDescription self, WatchRequest watch, Host host)
    {
        ActorRef watcher = process.System.Spawn(Props.Create(() => new EventWatcher(opened.View)), "watcher");
        process.System.EventStream.Subscribe<RunEvent>(watcher);
        RunWatch shown = await RunWatch.StartAsync(process, SettingsOf(opened, self, watch, host))
            .ConfigureAwait(false);
        CoordinatorEnd end;
        await using (shown.ConfigureAwait(false))
        {
            if (shown.Dashboard is { } dashboard)
            {
                opened.View.OnServing(dashboard.Address, watch.Token is null ? dashboard.Token : null);
            }

            process.Begin();
            using CancellationTokenRegistration stopping = opened.Stop.Register(() => process.Stop("asked to stop"));
            end = await process.Ended.ConfigureAwait(false);
        }

        if (end.Failure is not { } failure)
        {
            return end;
        }

        throw end.IsInput ? new InputException(failure) : new NonFiniteException(failure);
    }

    private static RunWatchSettings SettingsOf(
        OpenedRun opened, NodeDescription self, WatchRequest watch, Host host) => new()
        {
            Run = RunDescriptions.Of(opened.Run, opened.Summary, self, host),
            Node = self.Node,
            Storage = new DirectoryStorage(opened.Summary.Options.Output),
            Serves = watch.Serves,
            Listen = watch.Listen,
            Token = watch.Token,
            Otlp = watch.Otlp,
            WritesTensorBoard = watch.WritesTensorBoard,
        };

    /// <summary>Hands events to the view, one after the other.</summary>
    private sealed class EventWatcher(ITrainingView view) : Actor
    {
        protected override void OnReceive(object message) => view.OnEvent((RunEvent)message);
    }
}
