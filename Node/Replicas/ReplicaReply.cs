using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Snapshots;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>What the replica answers to whoever asked.</summary>
public abstract record ReplicaReply
{
    private ReplicaReply()
    {
    }

    /// <summary>The replica is laid out; sent to the actor that asked to be told.</summary>
    /// <param name="Slices">Slices of the gradient.</param>
    /// <param name="Shards">S.</param>
    public sealed record Opened(int Slices, int Shards) : ReplicaReply;

    /// <summary>The shards are computed, and all answers are sent.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Subtrees">The shards.</param>
    public sealed record Computed(Step Step, IReadOnlyList<TreeNode> Subtrees) : ReplicaReply;

    /// <summary>The reducer's answer: a slice is reduced, and stored as the replica's own.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Slice">The slice.</param>
    /// <param name="Encoding">How the floats lie in the payload.</param>
    /// <param name="Squares">Sums of squares by block.</param>
    /// <param name="Average">The floats, for the others; empty if they were not asked for.</param>
    /// <param name="Checksum">Of the average, for the others.</param>
    public sealed record Reduced(
        Step Step,
        int Slice,
        SliceEncoding Encoding,
        IReadOnlyList<double> Squares,
        Payload Average,
        ulong Checksum)
        : ReplicaReply, IReleasable
    {
        /// <inheritdoc/>
        public void Release() => Average.Release();
    }

    /// <summary>The update is made, and what belongs to it: metrics, validation, checkpoint.</summary>
    /// <param name="Step">The step that it led to.</param>
    /// <param name="Digest">The state's digest.</param>
    /// <param name="Times">Where its time went since the update before; the wait is not its business.</param>
    public sealed record Applied(Step Step, UInt128 Digest, StepTimes Times) : ReplicaReply;

    /// <summary>What the run owed for the step that it was resumed at is done; told to the coordinator.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Digest">The state's digest.</param>
    public sealed record Settled(Step Step, UInt128 Digest) : ReplicaReply;

    /// <summary>The state is copied.</summary>
    /// <param name="Snapshot">The copy, which is the receiver's.</param>
    public sealed record SnapshotTaken(ReplicaSnapshot Snapshot) : ReplicaReply, IReleasable
    {
        /// <inheritdoc/>
        public void Release() => Snapshot.Release();
    }

    /// <summary>A state that came in chunks is the replica's.</summary>
    /// <param name="Step">Its step.</param>
    /// <param name="Digest">Its digest.</param>
    /// <param name="Amendments">How many amendments it holds.</param>
    public sealed record SnapshotLoaded(Step Step, UInt128 Digest, int Amendments) : ReplicaReply;

    /// <summary>A state that came in chunks cannot be used; the replica is as it was.</summary>
    /// <param name="Reason">What is wrong with it.</param>
    public sealed record SnapshotRefused(string Reason) : ReplicaReply;

    /// <summary>
    /// Something came damaged and was not used. If it was a part of the step, the replica stays at that step until it
    /// gets a state.
    /// </summary>
    /// <param name="Step">The step of the replica's state.</param>
    /// <param name="Part">What it was.</param>
    public sealed record PartDamaged(Step Step, DamagedPart Part) : ReplicaReply;

    /// <summary>A checkpoint is written.</summary>
    /// <param name="Amendments">How many amendments it holds.</param>
    public sealed record Saved(int Amendments) : ReplicaReply;

    /// <summary>The run's files wait for the disk, or do not any more.</summary>
    /// <param name="IsBehind">Whether metrics or a checkpoint wait.</param>
    /// <param name="IsOutOfRoom">Whether so much waits that no step may be made.</param>
    public sealed record FilesChanged(bool IsBehind, bool IsOutOfRoom) : ReplicaReply;

    /// <summary>The last checkpoint is written.</summary>
    /// <param name="Result">How the run ended.</param>
    public sealed record Finished(RunResult Result) : ReplicaReply;

    /// <summary>The replica cannot go on.</summary>
    /// <param name="Reason">One sentence for a person.</param>
    /// <param name="Kind">Whose fault it is.</param>
    public sealed record Failed(string Reason, FailureKind Kind) : ReplicaReply;
}
