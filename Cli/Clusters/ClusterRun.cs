using RnnCluster.Actors;
using RnnCluster.Cli.Watching;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Replicas;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Clusters;

/// <summary>Runs a coordinator in this process to its end, and shows what happens.</summary>
internal static class ClusterRun
{
    /// <summary>Waits for the end of a run.</summary>
    /// <param name="process">The coordinator.</param>
    /// <param name="view">Shows it.</param>
    /// <param name="stop">Stops it, with a checkpoint.</param>
    /// <exception cref="InputException">A user's mistake ended it.</exception>
    /// <exception cref="NonFiniteException">The run cannot go on.</exception>
    public static CoordinatorEnd Await(CoordinatorProcess process, ITrainingView view, CancellationToken stop)
    {
        ActorRef watcher = process.System.Spawn(Props.Create(() => new EventWatcher(view)), "watcher");
        process.System.EventStream.Subscribe<RunEvent>(watcher);
        process.Begin();
        using CancellationTokenRegistration stopping = stop.Register(() => process.Stop("asked to stop"));
        CoordinatorEnd end = process.Ended.GetAwaiter().GetResult();
        if (end.Failure is not { } failure)
        {
            return end;
        }

        throw end.IsInput ? new InputException(failure) : new NonFiniteException(failure);
    }

    /// <summary>Hands events to the view, one after the other.</summary>
    private sealed class EventWatcher(ITrainingView view) : Actor
    {
        protected override void OnReceive(object message) => view.OnEvent((RunEvent)message);
    }
}
