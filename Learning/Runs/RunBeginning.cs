using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// Where a run begins. It is found before the run's data is read: a run that begins with another's state keeps to the
/// vocabulary that the state was made with.
/// </summary>
public sealed class RunBeginning
{
    private RunBeginning(RunOrigin? origin, Vocabulary? vocabulary, Checkpoint? from)
    {
        Origin = origin;
        Vocabulary = vocabulary;
        From = from;
    }

    /// <summary>A run that begins at step 0 with an initial state.</summary>
    public static RunBeginning Fresh { get; } = new(null, null, null);

    /// <summary>The state that the run began or begins with; null if it was an initial one.</summary>
    public RunOrigin? Origin { get; }

    /// <summary>The vocabulary to keep to; null to make it from the data.</summary>
    public Vocabulary? Vocabulary { get; }

    /// <summary>The state to begin with now; null for a run that resumes, or begins at step 0.</summary>
    internal Checkpoint? From { get; }

    /// <summary>Looks at what the run resumes from, or else at what it is to begin with.</summary>
    /// <param name="options">How the run is executed.</param>
    /// <param name="storage">The run's output.</param>
    /// <param name="warn">Gets one line for each checkpoint that is passed over.</param>
    /// <exception cref="InputException">The state to begin with cannot be read.</exception>
    public static RunBeginning Find(RunOptions options, IStorage storage, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(storage);
        if (options.From is not null && options.Weights is not null)
        {
            throw new InputException("--from and --weights: a run begins with one of them; leave out the other");
        }

        if (options.IsResumed && new CheckpointStore(storage, keep: 1, static _ => { }).FindIdentity() is { } saved)
        {
            return saved.Origin is null ? Fresh : new RunBeginning(saved.Origin, VocabularyOf(saved, "--resume"), null);
        }

        if (options.From is null)
        {
            return Fresh;
        }

        Checkpoint from = CheckpointStore.Open(options.From, warn);
        RunIdentity identity = from.Content.Identity;
        return new RunBeginning(
            new RunOrigin(identity.RunId, from.Step, from.StateHash), VocabularyOf(identity, from.Location), from);
    }

    private static Vocabulary VocabularyOf(RunIdentity identity, string place) =>
        Vocabulary.FromJson(identity.Vocabulary, place);
}
