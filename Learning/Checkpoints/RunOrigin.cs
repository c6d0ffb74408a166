using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// The state that a run begins with instead of an initial one: another run's, at some step. It is part of what the run
/// is, so it belongs to the run's id.
/// </summary>
/// <param name="RunId">The other run.</param>
/// <param name="Step">The step of its state, at which this run begins.</param>
/// <param name="StateHash">The hash of its state, 64 lowercase hexadecimal digits.</param>
public sealed record RunOrigin(string RunId, Step Step, string StateHash)
{
    /// <inheritdoc/>
    public override string ToString() => $"run {RunId}, step {Step}, state {StateHash}";
}
