namespace RnnCluster.Specification.Reading;

/// <summary>A mapping of the spec with all keys that it may have.</summary>
/// <param name="Path">The dotted name of the section; empty: the spec itself.</param>
/// <param name="Keys">The keys, in the order that documentation and messages list them.</param>
internal sealed record SectionSchema(string Path, params KeySchema[] Keys)
{
    /// <summary>The section's own key in the section above.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The key of a name, or null.</summary>
    public KeySchema? Find(string name) => Array.Find(Keys, key => key.Name == name);
}
