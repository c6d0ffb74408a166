using RnnCluster.Protocol.Health;
using RnnCluster.Shared;

namespace RnnCluster.Training.Coordinating;

/// <summary>
/// How a run ends: it goes on; then it is over, and the last checkpoint is asked for; then the farewell says how it
/// ended. No state is left for an earlier one.
/// </summary>
internal sealed class Ending
{
    private string reason = string.Empty;

    /// <summary>Why the end at the bound was stopped; null if it was not.</summary>
    private string? stopReason;

    /// <summary>Whether no step is made any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the end was asked for, before the bound or at it.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>What every node gets at the end, and every node that comes after it; null before.</summary>
    public RunEnded? Farewell { get; private set; }

    /// <summary>Whether the end waits for the last checkpoint at the bound, and a stop can still shorten it.</summary>
    public bool IsFinishing => IsOver && !IsStopping && Farewell is null;

    /// <summary>No step is made any more: the bound was reached, or the local replica failed.</summary>
    /// <param name="why">A sentence for a person.</param>
    public void BecomeOver(string why) => (IsOver, reason) = (true, why);

    /// <summary>An operator or a signal asks for the end.</summary>
    /// <param name="why">A sentence for a person.</param>
    public void BecomeStopping(string why)
    {
        stopReason = IsOver ? why : null;
        IsStopping = true;
    }

    /// <summary>The last checkpoint is written.</summary>
    /// <param name="step">The step of its state.</param>
    /// <param name="stateHash">The state's hash.</param>
    /// <param name="isComplete">Whether the run reached its bound and owes nothing.</param>
    /// <returns>The farewell.</returns>
    public RunEnded BecomeEnded(Step step, string stateHash, bool isComplete) =>
        Farewell = new RunEnded(step, stateHash, isComplete, isComplete ? reason : stopReason ?? reason);

    /// <summary>The run cannot go on.</summary>
    /// <param name="step">The step of the newest state.</param>
    /// <param name="why">A sentence for a person.</param>
    /// <returns>The farewell.</returns>
    public RunEnded BecomeFailed(Step step, string why)
    {
        BecomeOver(why);
        return Farewell = new RunEnded(step, string.Empty, IsComplete: false, why);
    }
}
