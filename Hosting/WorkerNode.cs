using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Node.Content;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Node.Replicas;
using RnnCluster.Shared;
using RnnCluster.Training.Working;
using RnnCluster.Worker;

namespace RnnCluster.Hosting;

/// <summary>The actors of a worker's process.</summary>
public static class WorkerNode
{
    /// <summary>Makes the worker; it waits for its transport.</summary>
    /// <param name="system">Where it lives.</param>
    /// <param name="self">The process.</param>
    /// <param name="cache">What it has fetched before.</param>
    /// <param name="pool">Lends the messages' memory.</param>
    /// <param name="onEnd">Told once when the worker ends.</param>
    /// <param name="onNotice">Told what a person should know: one line each.</param>
    /// <param name="membership">Its place in a cluster; null if the coordinator is in this process.</param>
    public static IActorRef Spawn(
        ActorSystem system,
        NodeDescription self,
        ContentCache cache,
        PayloadPool pool,
        Action<WorkerEnd> onEnd,
        Action<string> onNotice,
        IWorkerMembership? membership = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(self);
        var setup = new WorkerSetup
        {
            Options = new WorkerOptions(self.ToJoinRequest(), IsLocal: false),
            Time = system.Clock(),
            Cache = cache,
            Open = (run, tokens) => ReplicaHome.ForWorker(run, tokens, self.Threads, pool, system.Clock()),
            ResidentBytes = static () => Environment.WorkingSet,
            OnEnd = onEnd,
            OnNotice = onNotice,
            Membership = membership,
        };
        return system.ActorOf(ActorProps.Of(() => new WorkerActor(setup)), ClusterPaths.WorkerName);
    }
}
