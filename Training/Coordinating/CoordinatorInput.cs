using RnnCluster.Protocol;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Training.Coordinating;

/// <summary>What happens to a coordinator.</summary>
public abstract record CoordinatorInput
{
    private CoordinatorInput()
    {
    }

    /// <summary>The run begins or goes on.</summary>
    /// <param name="Step">The step of the local replica's state.</param>
    /// <param name="Digest">Its digest.</param>
    public sealed record Started(Step Step, UInt128 Digest) : CoordinatorInput
    {
        /// <summary>
        /// Whether the run owes something for this step, which the local replica does first; then comes
        /// <see cref="Settled"/>.
        /// </summary>
        public bool Owes { get; init; }
    }

    /// <summary>The local replica has done what the run owed for its first step.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Digest">The state's digest.</param>
    public sealed record Settled(Step Step, UInt128 Digest) : CoordinatorInput;

    /// <summary>A node said something; the local one too.</summary>
    /// <param name="From">The node.</param>
    /// <param name="Message">What it said.</param>
    public sealed record Received(NodeId From, Message Message) : CoordinatorInput;

    /// <summary>A node said what this run's nodes cannot say; it was dropped, and no machine saw it.</summary>
    /// <param name="From">The node.</param>
    /// <param name="Reason">What was wrong with what it sent; one sentence for a person.</param>
    public sealed record Misbehaved(NodeId From, string Reason) : CoordinatorInput;

    /// <summary>An answer came damaged: its checksum does not fit. It was dropped, and no machine saw it.</summary>
    /// <param name="From">The node.</param>
    /// <param name="Step">The step that it was for, as far as can be read.</param>
    /// <param name="Subtree">The shards that it was of, as far as can be read.</param>
    /// <param name="Part">A sum or a report.</param>
    public sealed record AnswerDamaged(NodeId From, Step Step, TreeNode Subtree, DamagedPart Part) : CoordinatorInput;

    /// <summary>A node's connection is gone.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Reason">Why, as far as is known.</param>
    /// <param name="IsDamaged">Whether a head that came damaged ended it.</param>
    public sealed record PeerLost(NodeId Node, string Reason, bool IsDamaged = false) : CoordinatorInput;

    /// <summary>A process is a member of the cluster: it may get shards when it has joined the run.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Incarnation">Its nonce.</param>
    public sealed record MemberSeen(NodeId Node, long Incarnation) : CoordinatorInput;

    /// <summary>The cluster does not hear a member.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Incarnation">Its nonce.</param>
    public sealed record MemberUnreachable(NodeId Node, long Incarnation) : CoordinatorInput;

    /// <summary>The cluster hears a member again.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Incarnation">Its nonce.</param>
    public sealed record MemberReachable(NodeId Node, long Incarnation) : CoordinatorInput;

    /// <summary>A process is a member of the cluster no more; it joins anew, if it lives.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Incarnation">Its nonce.</param>
    public sealed record MemberRemoved(NodeId Node, long Incarnation) : CoordinatorInput;

    /// <summary>Time has passed.</summary>
    public sealed record Ticked : CoordinatorInput;

    /// <summary>The reducer has reduced a slice; the average is stored in the local replica already.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Slice">The slice.</param>
    /// <param name="Encoding">How the floats lie in the payload.</param>
    /// <param name="Squares">Sums of squares by block.</param>
    /// <param name="Average">The floats for the other replicas; the machine releases it.</param>
    /// <param name="Checksum">The average's checksum, for the other replicas.</param>
    public sealed record Reduced(
        Step Step,
        int Slice,
        SliceEncoding Encoding,
        IReadOnlyList<double> Squares,
        Payload Average,
        ulong Checksum = 0)
        : CoordinatorInput;

    /// <summary>An operator asks for something.</summary>
    /// <param name="Command">What.</param>
    /// <param name="Number">Another one for each command: the answer to it may come later.</param>
    public sealed record Commanded(OperatorCommand Command, long Number) : CoordinatorInput;

    /// <summary>A checkpoint that was asked for is on the disk.</summary>
    /// <param name="Amendments">How many amendments it holds.</param>
    public sealed record Saved(int Amendments) : CoordinatorInput;

    /// <summary>The run's files wait for a disk that fails, or do not any more.</summary>
    /// <param name="IsBehind">Whether metrics or a checkpoint wait.</param>
    /// <param name="IsOutOfRoom">Whether so much waits that no step may be made.</param>
    public sealed record FilesChanged(bool IsBehind, bool IsOutOfRoom) : CoordinatorInput;

    /// <summary>The local replica cannot go on: a loss is no finite number, or a file cannot be written.</summary>
    /// <param name="Reason">One sentence for a person.</param>
    public sealed record Failed(string Reason) : CoordinatorInput;

    /// <summary>The last checkpoint is on the disk.</summary>
    /// <param name="Step">Its step.</param>
    /// <param name="StateHash">Its hash.</param>
    public sealed record Finished(Step Step, string StateHash) : CoordinatorInput
    {
        /// <summary>Whether the checkpoint owes the validation of its step: the run is not complete then.</summary>
        public bool Owes { get; init; }
    }
}
