namespace RnnCluster.Cli.Watching;

/// <summary>How far a running training has come.</summary>
/// <param name="Step">Updates made.</param>
/// <param name="Steps">Updates to make.</param>
/// <param name="Loss">The training loss in nats per target, smoothed over about 20 steps.</param>
/// <param name="ValidationLoss">The last validation loss of this process; null before the first.</param>
/// <param name="TokensPerSecond">Speed of the last 20 steps or so, validation and checkpoints left out.</param>
/// <param name="Left">Time left at the pace so far, validation and checkpoints included; null before a step.</param>
internal sealed record TrainingSnapshot(
    long Step, long Steps, double Loss, double? ValidationLoss, double TokensPerSecond, TimeSpan? Left)
{
    /// <summary>Whole percents done.</summary>
    public long Percent => Steps == 0 ? 100 : 100 * Step / Steps;
}
