namespace RnnCluster.Specification;

/// <summary>What counts as one symbol of a text.</summary>
public enum TokenizerKind
{
    /// <summary>Each Unicode code point is a symbol.</summary>
    Character,

    /// <summary>Each stretch between white space is a symbol.</summary>
    Word,
}
