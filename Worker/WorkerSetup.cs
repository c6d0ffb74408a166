using Akka.Actor;
using RnnCluster.Node.Content;
using RnnCluster.Node.Membership;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;
using RnnCluster.Training.Working;

namespace RnnCluster.Worker;

/// <summary>What a worker is given by its host.</summary>
public sealed record WorkerSetup
{
    /// <summary>What its machine goes by.</summary>
    public required WorkerOptions Options { get; init; }

    /// <summary>Its clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>What it has fetched before.</summary>
    public required ContentCache Cache { get; init; }

    /// <summary>Lays out a replica for a run, on the replica's own thread.</summary>
    public required Func<JoinAccepted, int[], ReplicaHome> Open { get; init; }

    /// <summary>Memory of the process in bytes, for heartbeats.</summary>
    public required Func<long> ResidentBytes { get; init; }

    /// <summary>Told once when the worker ends.</summary>
    public required Action<WorkerEnd> OnEnd { get; init; }

    /// <summary>Told what a person should know: one line each.</summary>
    public Action<string> OnNotice { get; init; } = static _ => { };

    /// <summary>Its place in the coordinator's cluster; null if there is none to join.</summary>
    public IWorkerMembership? Membership { get; init; }

    /// <summary>The replica of the coordinator that hosts this worker; null if it has its own.</summary>
    public IActorRef? HostedReplica { get; init; }
}
