using RnnCluster.Specification.Reading;
using RnnCluster.Specification.Writing;

namespace RnnCluster.Specification;

/// <summary>
/// Everything that a user says about a run, checked, with all defaults filled in and all paths absolute. A run spec
/// and the bytes of its data determine every bit of every state of the run.
/// </summary>
/// <param name="Name">What the user calls the run; fit to be a folder's name. Empty in a canonical form.</param>
/// <param name="Seed">The root of all the run's randomness.</param>
/// <param name="Task">What the network learns.</param>
/// <param name="Data">The text and how it is cut into symbols.</param>
/// <param name="Model">The network.</param>
/// <param name="Training">How it is trained.</param>
/// <param name="Validation">When it is measured.</param>
/// <param name="Checkpoints">When its state is saved.</param>
public sealed record RunSpec(
    string Name,
    ulong Seed,
    RunTask Task,
    DataSpec Data,
    ModelSpec Model,
    TrainingSpec Training,
    ValidationSpec Validation,
    CheckpointSpec Checkpoints)
{
    /// <summary>The path that the spec was read from, as the user wrote it; empty if it has none.</summary>
    public string SourcePath { get; init; } = "";

    /// <summary>The text of the spec as the user wrote it, comments included; empty if it has none.</summary>
    public string SourceText { get; init; } = "";

    /// <summary>
    /// The canonical form: UTF-8 JSON with a fixed order of keys and all defaults written out, holding whatever
    /// affects the bits of a state and nothing else. Name, paths, and the cadence and retention of validation and
    /// checkpoints are left out. Equal bytes mean equal runs, given equal data.
    /// </summary>
    public byte[] ToCanonicalJson() => RunSpecWriter.Write(this, RunSpecForm.Canonical);

    /// <summary>The complete form: the canonical form's keys plus name, paths, cadences and the source.</summary>
    public byte[] ToJson() => RunSpecWriter.Write(this, RunSpecForm.Complete);

    /// <summary>
    /// Restores a spec from its canonical form. Name and paths are empty, validation and checkpoints have their
    /// defaults; seed, task, tokenizer, model and training are as they were.
    /// </summary>
    /// <param name="json">What <see cref="ToCanonicalJson"/> gave.</param>
    /// <param name="origin">Where the bytes come from, for messages: a file's name.</param>
    /// <exception cref="Shared.InputException">The bytes are no canonical form.</exception>
    public static RunSpec FromCanonicalJson(ReadOnlySpan<byte> json, string origin = "canonical spec") =>
        RunSpecReader.Read(JsonNodes.Parse(json, origin), RunSpecForm.Canonical);

    /// <summary>Restores a spec from its complete form; the result equals the spec that was written.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <param name="origin">Where the bytes come from, for messages: a file's name.</param>
    /// <exception cref="Shared.InputException">The bytes are no complete form.</exception>
    public static RunSpec FromJson(ReadOnlySpan<byte> json, string origin = "run spec") =>
        RunSpecReader.Read(JsonNodes.Parse(json, origin), RunSpecForm.Complete);
}
