using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>A checkpoint that was read and found whole: lengths, checksums and state hash agree.</summary>
public sealed class Checkpoint
{
    internal Checkpoint(string location, CheckpointContent content, string stateHash)
    {
        Location = location;
        Content = content;
        StateHash = stateHash;
    }

    /// <summary>The folder, as messages show it.</summary>
    public string Location { get; }

    /// <summary>All that was written.</summary>
    public CheckpointContent Content { get; }

    /// <summary>The state, in memory of its own.</summary>
    public StateImage State => Content.State;

    /// <summary>How many updates the state has behind it.</summary>
    public Step Step => Content.State.Step;

    /// <summary>The hash of the state, recomputed when it was read.</summary>
    public string StateHash { get; }

    /// <summary>Makes sure that a run may continue from here.</summary>
    /// <param name="current">The run that wants to continue.</param>
    /// <param name="acceptNewNumerics">
    /// Whether another arithmetic is fine: the run then ends with other bits than it would have without the change.
    /// </param>
    /// <exception cref="InputException">
    /// The checkpoint belongs to another run, whose differences are named, or was made by another arithmetic.
    /// </exception>
    public void EnsureContinues(RunIdentity current, bool acceptNewNumerics)
    {
        RunIdentity saved = Content.Identity;
        List<string> differences = RunDifference.Describe(saved, current);
        bool otherNumerics = saved.NumericsVersion != current.NumericsVersion;
        if (differences.Count > 0)
        {
            throw new InputException(
                $"{Location}: belongs to another run: {string.Join("; ", differences)}. "
                + "Resume with the spec and the data that it was made with, or choose another --out; "
                + $"--from {Location} begins another run with its state");
        }

        if (otherNumerics && !acceptNewNumerics)
        {
            throw new InputException(
                $"{Location}: made by numerics version {saved.NumericsVersion}, this program has "
                + $"{current.NumericsVersion}: it would not continue to the same bits. Use the release that made it, "
                + "or accept the change with --accept-new-numerics");
        }

        if (!otherNumerics && saved.RunId != current.RunId)
        {
            throw new InputException(
                $"{Location}: belongs to run {saved.RunId}, this is run {current.RunId}, though spec, data and "
                + "vocabulary look alike. Choose another --out");
        }
    }
}
