using Akka.Actor;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Shared;
using RnnCluster.Transport.Memory;

namespace RnnCluster.Simulation.Tests;

/// <summary>A process of the simulated cluster.</summary>
internal sealed class SimulatedNode
{
    public required NodeDescription Self { get; init; }

    public required ActorSystem System { get; init; }

    public PayloadPool Pool { get; } = new();

    public MemoryTransport? Transport { get; set; }

    /// <summary>The worker's actor; of a coordinator, the coordinator's.</summary>
    public IActorRef? Role { get; set; }

    /// <summary>What a coordinator's process holds; null for a worker.</summary>
    public TrainingRun? Run { get; set; }

    public CoordinatorNode? Coordinator { get; set; }

    public bool IsCoordinator => Run is not null;

    public NodeId Id => Self.Node;

    /// <summary>How much longer its work takes than usual.</summary>
    public double Slowness { get; set; } = 1;

    /// <summary>No actor of it has a turn before.</summary>
    public TimeSpan FrozenUntil { get; set; }

    /// <summary>Whether an operator has asked a coordinator to stop.</summary>
    public bool IsStopping { get; set; }

    public bool IsCrashed { get; set; }

    /// <summary>Whether its host has let it go after its end.</summary>
    public bool IsDisposed { get; set; }

    /// <summary>How it ended, each time it said so.</summary>
    public List<object> Ends { get; } = [];

    public bool IsAlive => !IsCrashed && Ends.Count == 0;

    public string Label => $"{Id}/{Self.Incarnation}";
}
