namespace RnnCluster.Data;

/// <summary>
/// Compares texts by their code points. Ordinal comparison of UTF-16 is not the same: there the surrogates
/// (U+D800 .. U+DFFF, the halves of everything above U+FFFF) come before U+E000 .. U+FFFF.
/// </summary>
internal sealed class CodePointOrder : IComparer<string>
{
    /// <summary>The only instance.</summary>
    public static CodePointOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? left, string? right)
    {
        int common = left.AsSpan().CommonPrefixLength(right);
        bool isLeftOver = common == (left?.Length ?? 0);
        return isLeftOver || common == (right?.Length ?? 0)
            ? (left?.Length ?? 0).CompareTo(right?.Length ?? 0)
            : Rank(left![common]).CompareTo(Rank(right![common]));
    }

    /// <summary>Moves the surrogates behind all other code units and keeps the order otherwise.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
