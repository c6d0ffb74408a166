using Akka.Actor;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>What the process's roles ask of its replica. It does one after the other.</summary>
public abstract record ReplicaRequest
{
    private ReplicaRequest()
    {
    }

    /// <summary>
    /// Do what the run owes for the step that it was resumed at. Asked before all else, of a replica whose journal owes
    /// something.
    /// </summary>
    public sealed record Settle : ReplicaRequest;

    /// <summary>Compute shards of the current step; of any other step nothing is done.</summary>
    /// <param name="Term">The coordinator's term, for the answers.</param>
    /// <param name="Step">The step.</param>
    /// <param name="PlanVersion">The plan, for the answers.</param>
    /// <param name="Subtrees">The shards.</param>
    /// <param name="Coordinator">Who reduces the slices and collects the reports.</param>
    public sealed record Compute(
        long Term, Step Step, long PlanVersion, IReadOnlyList<TreeNode> Subtrees, IActorRef Coordinator)
        : ReplicaRequest;

    /// <summary>Keep a slice of the current step's average.</summary>
    /// <param name="Average">The slice.</param>
    public sealed record StoreAverage(SliceAverage Average) : ReplicaRequest, IReleasable
    {
        /// <inheritdoc/>
        public void Release() => Average.Release();
    }

    /// <summary>Keep carried states of the current step.</summary>
    /// <param name="State">The states.</param>
    public sealed record StoreCarried(CarriedState State) : ReplicaRequest, IReleasable
    {
        /// <inheritdoc/>
        public void Release() => State.Release();
    }

    /// <summary>Add an amendment to the state.</summary>
    /// <param name="From">The first step that it holds for.</param>
    /// <param name="Rate">The learning rate.</param>
    public sealed record Amend(Step From, double Rate) : ReplicaRequest;

    /// <summary>Make the current step's update from what is stored.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Loss">Sum of the losses of all shards in nats.</param>
    public sealed record Apply(Step Step, double Loss) : ReplicaRequest;

    /// <summary>Copy the state as soon as the replica has reached the step; if it is beyond it, at once.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="PartBytesMax">The most bytes of a chunk.</param>
    public sealed record TakeSnapshot(Step Step, int PartBytesMax) : ReplicaRequest;

    /// <summary>A part of a state to load; with the last one it becomes the replica's.</summary>
    /// <param name="Chunk">The part.</param>
    public sealed record LoadSnapshot(SnapshotChunk Chunk) : ReplicaRequest, IReleasable
    {
        /// <inheritdoc/>
        public void Release() => Chunk.Release();
    }

    /// <summary>Write a checkpoint as soon as the state holds so many amendments.</summary>
    /// <param name="Amendments">How many.</param>
    public sealed record SaveCheckpoint(int Amendments) : ReplicaRequest;

    /// <summary>Write the last checkpoint as soon as the state holds so many amendments.</summary>
    /// <param name="Amendments">How many.</param>
    public sealed record Finish(int Amendments) : ReplicaRequest
    {
        /// <summary>
        /// Whether the run is to stop where it is: a validation that is not done is owed by the checkpoint. Else it is
        /// done first. The last one that is asked for holds.
        /// </summary>
        public bool IsStop { get; init; }
    }

    /// <summary>Tell the sender whenever the run's files begin to wait for the disk, or do not any more.</summary>
    public sealed record WatchFiles : ReplicaRequest;

    /// <summary>Try again what waits for the disk, if it is time.</summary>
    public sealed record RetryFiles : ReplicaRequest;
}
