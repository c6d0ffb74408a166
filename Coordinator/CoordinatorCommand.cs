using RnnCluster.Transport;

namespace RnnCluster.Coordinator;

/// <summary>What its host tells a coordinator.</summary>
public abstract record CoordinatorCommand
{
    private CoordinatorCommand()
    {
    }

    /// <summary>Begin. Workers may come over the transport, if there is one.</summary>
    /// <param name="Transport">It listens already.</param>
    public sealed record Start(ITransport? Transport) : CoordinatorCommand;

    /// <summary>Workers have had their time to hear of the end.</summary>
    public sealed record End : CoordinatorCommand;

    /// <summary>Time to look around.</summary>
    public sealed record Tick : CoordinatorCommand;
}
