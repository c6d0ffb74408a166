using Akka.Actor;
using RnnCluster.Node.Content;
using RnnCluster.Shared;

namespace RnnCluster.Node.Transfers;

/// <summary>
/// What is to be sent to a worker. A later request takes the place of what is under way to the same one.
/// </summary>
/// <param name="To">The worker.</param>
public abstract record TransferRequest(IActorRef To)
{
    /// <summary>Send the training symbols.</summary>
    /// <param name="Content">The symbols.</param>
    /// <param name="To">The worker.</param>
    public sealed record SendContent(TokenContent Content, IActorRef To) : TransferRequest(To);

    /// <summary>Send the state of a step, or of a later one.</summary>
    /// <param name="Term">The coordinator's term, for the parts.</param>
    /// <param name="Step">The step.</param>
    /// <param name="To">The worker.</param>
    public sealed record SendSnapshot(long Term, Step Step, IActorRef To) : TransferRequest(To);
}
