namespace RnnCluster.Shared;

/// <summary>The name of a process of a cluster: unique in its run, the same again after a restart.</summary>
/// <param name="Name">See <see cref="IsName"/>.</param>
public readonly record struct NodeId(string Name)
{
    /// <summary>The most characters of a name: what a Kubernetes label allows.</summary>
    public const int LengthMax = 63;

    /// <summary>No node: where a name may be missing.</summary>
    public static NodeId None => new(string.Empty);

    /// <summary>Whether a text is a name: 1 to 63 of a-z, 0-9, '-' and '.', the first a letter or a digit.</summary>
    /// <param name="text">The text.</param>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= LengthMax }
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.');

    /// <summary>The order of nodes wherever one is needed: that of their names' characters.</summary>
    public static IComparer<NodeId> Order { get; } =
        Comparer<NodeId>.Create((left, right) => string.CompareOrdinal(left.Name, right.Name));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
