using Akka.Actor;
using RnnCluster.Training.Working;
using RnnCluster.Transport;

namespace RnnCluster.Worker;

/// <summary>What its host tells a worker.</summary>
public abstract record WorkerCommand
{
    private WorkerCommand()
    {
    }

    /// <summary>Find the coordinator.</summary>
    /// <param name="Transport">Over this.</param>
    /// <param name="Coordinators">At one of these addresses.</param>
    public sealed record Connect(ITransport Transport, IReadOnlyList<Endpoint> Coordinators) : WorkerCommand;

    /// <summary>Follow the coordinator of this process.</summary>
    /// <param name="Coordinator">The coordinator.</param>
    /// <param name="State">The state of the replica that both share.</param>
    public sealed record Host(IActorRef Coordinator, WorkerInput.Hosted State) : WorkerCommand;

    /// <summary>Time to look around, and to report.</summary>
    public sealed record Tick : WorkerCommand;

    /// <summary>Go, with what is owed answered.</summary>
    /// <param name="Reason">Who asks.</param>
    public sealed record Leave(string Reason) : WorkerCommand;
}
