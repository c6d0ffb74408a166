using Akka.Actor;
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
    /// <exception cref="NonFiniteException">The loss or an update is no finite number.</exception>
    /// <exception cref="RunFailedException">A fault of the world ended it.</exception>
    public static async Task<CoordinatorEnd> Await(
        CoordinatorProcess process, OpenedRun opened, NodeDescription self, WatchRequest watch, Host host)
    {
        IActorRef watcher = process.System.ActorOf(ActorProps.Of(() => new EventWatcher(opened.Watch)), "watcher");
        process.System.EventStream.Subscribe(watcher, typeof(RunEvent));
        opened.Watch.BecomeCluster();
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

        return end.Failure is null ? end : throw FailureOf(end);
    }

    /// <summary>What a run's failure is as an exception of this process.</summary>
    internal static Exception FailureOf(CoordinatorEnd end) => end.Kind switch
    {
        FailureKind.Mistake => new InputException(end.Failure!),
        FailureKind.NonFinite => new NonFiniteException(end.Failure!),
        _ => new RunFailedException(end.Failure!),
    };

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

    /// <summary>Hands events on, one after the other.</summary>
    private sealed class EventWatcher(TrainingWatch watch) : MeasuredActor
    {
        protected override void OnReceive(object message) => watch.OnEvent((RunEvent)message);
    }
}
