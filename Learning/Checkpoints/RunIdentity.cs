namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// What makes a run this run, with the parts that its id was computed from, so that a mismatch can be explained.
/// </summary>
/// <param name="RunId">The id: visible ASCII without blanks, usually 64 hexadecimal digits.</param>
/// <param name="NumericsVersion">The arithmetic, see <see cref="Shared.Numerics.Version"/>.</param>
/// <param name="CanonicalSpec">The canonical spec, one JSON value in UTF-8.</param>
/// <param name="DataHash">The hash of the training data, any text without line breaks.</param>
/// <param name="Vocabulary">The vocabulary, one JSON value in UTF-8.</param>
public sealed record RunIdentity(
    string RunId,
    int NumericsVersion,
    ReadOnlyMemory<byte> CanonicalSpec,
    string DataHash,
    ReadOnlyMemory<byte> Vocabulary)
{
    /// <summary>The state of another run that this one began with; null for an initial state.</summary>
    public RunOrigin? Origin { get; init; }
}
