using RnnCluster.Learning.Schedules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Runs;

/// <summary>How a run is executed: nothing here changes a bit of its state, amendments and origin excepted.</summary>
/// <param name="Threads">Threads to compute with, at least 1.</param>
/// <param name="Partitions">Groups that the shards are computed in, one after the other; 1 .. shards.</param>
/// <param name="StepsMax">Where to stop early; null for the spec's own bound.</param>
/// <param name="Output">The folder for checkpoints and metrics.</param>
/// <param name="IsResumed">Whether to go on from the newest good checkpoint there.</param>
/// <param name="Weights">A safetensors file with the initial parameters; null for drawn ones.</param>
/// <param name="AcceptsNewNumerics">Whether a checkpoint of another arithmetic may be continued.</param>
public sealed record RunOptions(
    int Threads,
    int Partitions,
    long? StepsMax,
    string Output,
    bool IsResumed,
    string? Weights,
    bool AcceptsNewNumerics)
{
    /// <summary>
    /// Amendments to begin with, in order. Those that a resumed state has already are not added again; one that is
    /// neither there nor from a later step is a mistake.
    /// </summary>
    public IReadOnlyList<Amendment> Amendments { get; init; } = [];

    /// <summary>
    /// A checkpoint, or a run's output, whose state the run begins with; null for an initial state. It is part of the
    /// run's id. A run that resumes has a state already.
    /// </summary>
    public string? From { get; init; }

    /// <summary>How many symbols the model writes after each validation, for whoever watches; 0 for none.</summary>
    public int SampleLength { get; init; }

    /// <summary>Measures how long validation and checkpoints take, for whoever watches.</summary>
    public TimeProvider Time { get; init; } = StillClock.Instance;
}
