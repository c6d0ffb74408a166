using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Working;

/// <summary>What happens to a worker.</summary>
public abstract record WorkerInput
{
    private WorkerInput()
    {
    }

    /// <summary>The replica that the worker shares with its coordinator holds a state.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Term">The coordinator's term.</param>
    /// <param name="Slices">Slices of the gradient.</param>
    /// <param name="Shards">S.</param>
    /// <param name="Step">The state's step.</param>
    /// <param name="Digest">Its digest.</param>
    /// <param name="Amendments">How many amendments it holds.</param>
    public sealed record Hosted(
        RunId Run, long Term, int Slices, int Shards, Step Step, UInt128 Digest, int Amendments) : WorkerInput;

    /// <summary>There is a connection to the coordinator.</summary>
    public sealed record Connected : WorkerInput;

    /// <summary>The connection is gone; the transport makes it anew by itself.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="IsDamaged">Whether a head that came damaged ended it.</param>
    public sealed record Disconnected(string Reason, bool IsDamaged = false) : WorkerInput;

    /// <summary>No connection could be made for too long.</summary>
    /// <param name="Reason">What was tried.</param>
    public sealed record GaveUp(string Reason) : WorkerInput;

    /// <summary>The coordinator said something.</summary>
    /// <param name="Message">What.</param>
    public sealed record Received(Message Message) : WorkerInput;

    /// <summary>Spec and data are here, and a replica is laid out.</summary>
    /// <param name="Slices">Slices of the gradient.</param>
    /// <param name="Shards">S.</param>
    public sealed record RunPrepared(int Slices, int Shards) : WorkerInput;

    /// <summary>A snapshot has arrived whole and is the replica's state.</summary>
    /// <param name="Step">Its step.</param>
    /// <param name="Digest">Its digest.</param>
    /// <param name="Amendments">How many amendments it holds.</param>
    public sealed record SnapshotLoaded(Step Step, UInt128 Digest, int Amendments) : WorkerInput;

    /// <summary>A snapshot has arrived damaged; the replica is as it was.</summary>
    /// <param name="Reason">What was wrong.</param>
    public sealed record SnapshotRefused(string Reason) : WorkerInput;

    /// <summary>Something came damaged and was not used.</summary>
    /// <param name="Step">The step of the replica's state.</param>
    /// <param name="Part">What it was.</param>
    public sealed record PartDamaged(Step Step, DamagedPart Part) : WorkerInput;

    /// <summary>The replica has computed shards and sent their answers.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Subtrees">The shards.</param>
    public sealed record Computed(Step Step, IReadOnlyList<TreeNode> Subtrees) : WorkerInput;

    /// <summary>The replica has made an update.</summary>
    /// <param name="Step">The step that it led to.</param>
    /// <param name="Digest">The state's digest.</param>
    /// <param name="Times">Where its time went since the update before; the wait is not its business.</param>
    public sealed record Applied(Step Step, UInt128 Digest, StepTimes Times) : WorkerInput;

    /// <summary>The replica cannot go on.</summary>
    /// <param name="Reason">One sentence for a person.</param>
    /// <param name="Kind">Whose fault it is.</param>
    public sealed record Failed(string Reason, FailureKind Kind) : WorkerInput;

    /// <summary>The cluster does not hear the coordinator.</summary>
    public sealed record CoordinatorUnreachable : WorkerInput;

    /// <summary>The cluster hears the coordinator again.</summary>
    public sealed record CoordinatorReachable : WorkerInput;

    /// <summary>Time has passed.</summary>
    public sealed record Ticked : WorkerInput;

    /// <summary>The process is asked to end.</summary>
    /// <param name="Reason">By whom.</param>
    public sealed record LeaveAsked(string Reason) : WorkerInput;
}
