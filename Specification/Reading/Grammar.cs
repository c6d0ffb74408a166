namespace RnnCluster.Specification.Reading;

/// <summary>Reads a node as a value.</summary>
/// <returns>Whether the node is such a value.</returns>
internal delegate bool TryRead<T>(SpecNode node, out T value);

/// <summary>What a value must look like: the words for a message and the reading of it, side by side.</summary>
/// <param name="Expected">Completes "expected ...": <c>an integer from 1 to 64</c>.</param>
/// <param name="TryRead">The reading.</param>
internal sealed record Grammar<T>(string Expected, TryRead<T> TryRead)
{
    /// <summary>Fixed words that the value may be; a slip in one of them gets a hint.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
