using RnnCluster.Shared;

namespace RnnCluster.Learning.Runs;

/// <summary>Where a run stands when it stops.</summary>
/// <param name="Step">The updates made.</param>
/// <param name="TrainLoss">Loss of the last step in nats per target; null before the first.</param>
/// <param name="ValidationLoss">The last validation loss in nats per target; null if there was none.</param>
/// <param name="StateHash">Hash of the state.</param>
/// <param name="IsComplete">Whether the run reached its bound instead of being stopped.</param>
public sealed record RunResult(
    Step Step, double? TrainLoss, double? ValidationLoss, string StateHash, bool IsComplete)
{
    /// <summary>Whether the run stopped before its last step was validated: a resume does that first.</summary>
    public bool OwesValidation { get; init; }
}
