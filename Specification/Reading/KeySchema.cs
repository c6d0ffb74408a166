namespace RnnCluster.Specification.Reading;

/// <summary>A key of a section.</summary>
/// <param name="Name">The key.</param>
/// <param name="Kinds">The kinds of the section that the key belongs to; none: all of them.</param>
internal sealed record KeySchema(string Name, params string[] Kinds)
{
    /// <summary>A key of every kind.</summary>
    public static implicit operator KeySchema(string name) => new(name);

    /// <summary>Whether the key belongs to a kind.</summary>
    public bool BelongsTo(string kind) => Kinds.Length == 0 || Kinds.Contains(kind);
}
