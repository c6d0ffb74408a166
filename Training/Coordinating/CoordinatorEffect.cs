using RnnCluster.Protocol;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Coordinating;

/// <summary>What a coordinator wants done; its shell does it, in this order.</summary>
public abstract record CoordinatorEffect
{
    private CoordinatorEffect()
    {
    }

    /// <summary>Say something to a node; to the local one too. A payload in it is the receiver's.</summary>
    /// <param name="To">The node.</param>
    /// <param name="Message">What to say.</param>
    public sealed record Send(NodeId To, Message Message) : CoordinatorEffect;

    /// <summary>Have the reducer reduce a slice as soon as the local replica has reached the step.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Slice">The slice.</param>
    /// <param name="Terms">The sums of all shards; released when they have been read.</param>
    /// <param name="IsShared">Whether other replicas need the average: else it need not be written down.</param>
    public sealed record Reduce(Step Step, int Slice, IReadOnlyList<SliceSum> Terms, bool IsShared)
        : CoordinatorEffect;

    /// <summary>Copy the local replica's state when it has reached a step, and send it to a node.</summary>
    /// <param name="For">Who needs it.</param>
    /// <param name="Step">The step.</param>
    public sealed record TakeSnapshot(NodeId For, Step Step) : CoordinatorEffect;

    /// <summary>
    /// Write a checkpoint of the local replica between two of its steps, as soon as its state holds so many amendments;
    /// then comes <see cref="CoordinatorInput.Saved"/>.
    /// </summary>
    /// <param name="Amendments">How many.</param>
    public sealed record SaveCheckpoint(int Amendments) : CoordinatorEffect;

    /// <summary>Close a node's connections.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Disconnect(NodeId Node, string Reason) : CoordinatorEffect;

    /// <summary>Tell whoever watches.</summary>
    /// <param name="Event">What happened.</param>
    public sealed record Publish(RunEvent Event) : CoordinatorEffect;

    /// <summary>Answer an operator.</summary>
    /// <param name="Answer">The answer.</param>
    /// <param name="Command">To which command: <see cref="CoordinatorInput.Commanded.Number"/>.</param>
    public sealed record Reply(CommandReply Answer, long Command) : CoordinatorEffect;

    /// <summary>
    /// Write the last checkpoint, as soon as the state holds so many amendments; the machine waits for
    /// <see cref="CoordinatorInput.Finished"/>.
    /// </summary>
    /// <param name="Amendments">How many.</param>
    public sealed record Finish(int Amendments) : CoordinatorEffect
    {
        /// <summary>Whether a validation is abandoned for it, and owed; the newest of several holds.</summary>
        public bool IsStop { get; init; }
    }

    /// <summary>Everything is said: the process may end.</summary>
    /// <param name="IsComplete">Whether the run's bound was reached.</param>
    /// <param name="Failure">What made the run impossible; null if nothing did.</param>
    public sealed record Exit(bool IsComplete, string? Failure) : CoordinatorEffect;
}
