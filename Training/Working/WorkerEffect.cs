using RnnCluster.Protocol;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Working;

/// <summary>What a worker wants done; its shell does it, in this order.</summary>
public abstract record WorkerEffect
{
    private WorkerEffect()
    {
    }

    /// <summary>Say something to the coordinator.</summary>
    /// <param name="Message">What.</param>
    public sealed record Send(Message Message) : WorkerEffect;

    /// <summary>
    /// Read the spec, fetch the data that is not here, lay out a replica. Said again when a new connection was made
    /// before that was done: what had been asked for and is not here is asked for again.
    /// </summary>
    /// <param name="Run">The run.</param>
    public sealed record PrepareRun(JoinAccepted Run) : WorkerEffect;

    /// <summary>
    /// Be a member of the coordinator's cluster. Said at each joining: a process that is one stays it, if the cluster
    /// knows it still.
    /// </summary>
    /// <param name="Seed">Where the coordinator's Akka listens.</param>
    /// <param name="Uid">Which start of it.</param>
    public sealed record JoinCluster(string Seed, int Uid) : WorkerEffect;

    /// <summary>A part of data that was asked for.</summary>
    /// <param name="Chunk">The part; released after use.</param>
    public sealed record StoreContent(ContentChunk Chunk) : WorkerEffect;

    /// <summary>
    /// A part of a state, in order; an offset of 0 begins another one. The last one is always answered: the replica
    /// loads the state (<see cref="WorkerInput.SnapshotLoaded"/>) or it cannot
    /// (<see cref="WorkerInput.SnapshotRefused"/>), also when parts are missing.
    /// </summary>
    /// <param name="Chunk">The part; released after use.</param>
    public sealed record StoreSnapshot(SnapshotChunk Chunk) : WorkerEffect;

    /// <summary>
    /// Compute shards on the replica; it sends each slice's sum to its owner as soon as that is final, then a report
    /// for each subtree to the coordinator.
    /// </summary>
    /// <param name="Term">The coordinator's term.</param>
    /// <param name="Step">The step.</param>
    /// <param name="PlanVersion">The plan that the shards were given under.</param>
    /// <param name="Subtrees">The shards.</param>
    public sealed record Compute(long Term, Step Step, long PlanVersion, IReadOnlyList<TreeNode> Subtrees)
        : WorkerEffect;

    /// <summary>Keep a slice of the current step's average in the replica.</summary>
    /// <param name="Average">The slice; released after use.</param>
    public sealed record StoreAverage(SliceAverage Average) : WorkerEffect;

    /// <summary>Keep carried states in the replica.</summary>
    /// <param name="State">The states; released after use.</param>
    public sealed record StoreCarried(CarriedState State) : WorkerEffect;

    /// <summary>Add an amendment to the replica's state.</summary>
    /// <param name="From">The first step that it holds for.</param>
    /// <param name="Rate">The learning rate.</param>
    public sealed record Amend(Step From, double Rate) : WorkerEffect;

    /// <summary>Make the update of the current step from what is stored.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Loss">Sum of the losses of all shards.</param>
    public sealed record Apply(Step Step, double Loss) : WorkerEffect;

    /// <summary>Close the connection, so that it is made anew.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Reconnect(string Reason) : WorkerEffect;

    /// <summary>The process may end.</summary>
    /// <param name="Kind">How.</param>
    /// <param name="Reason">One sentence for a person.</param>
    public sealed record Exit(WorkerExit Kind, string Reason) : WorkerEffect;
}
