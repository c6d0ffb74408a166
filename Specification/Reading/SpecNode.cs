namespace RnnCluster.Specification.Reading;

/// <summary>A value of a spec with its place, whether it was written in YAML or JSON.</summary>
/// <param name="Line">The line that it starts in, from 1; 0: the form has no lines that a person would look at.</param>
internal abstract record SpecNode(int Line);

/// <summary>A single value, still text.</summary>
/// <param name="Line">The line that it starts in.</param>
/// <param name="Text">The text without quotes.</param>
/// <param name="IsQuoted">Whether it had quotes: then it is text, never a number or a flag.</param>
internal sealed record ScalarNode(int Line, string Text, bool IsQuoted) : SpecNode(Line)
{
    /// <summary>Whether the user wrote a key and then nothing, or YAML's null.</summary>
    public bool IsNothing => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list of values.</summary>
/// <param name="Line">The line that it starts in.</param>
/// <param name="Items">The values in order.</param>
internal sealed record SequenceNode(int Line, IReadOnlyList<SpecNode> Items) : SpecNode(Line);

/// <summary>Keys with values, in the order written.</summary>
/// <param name="Line">The line that it starts in.</param>
/// <param name="Entries">The pairs; every key occurs once.</param>
internal sealed record MappingNode(int Line, IReadOnlyList<SpecEntry> Entries) : SpecNode(Line)
{
    /// <summary>The pair of a key, or null.</summary>
    public SpecEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);
}

/// <summary>One key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Line">The line of the key.</param>
/// <param name="Value">The value.</param>
internal sealed record SpecEntry(string Key, int Line, SpecNode Value);
