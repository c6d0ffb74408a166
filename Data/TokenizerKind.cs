namespace RnnCluster.Data;

/// <summary>What a token stands for.</summary>
public enum TokenizerKind
{
    /// <summary>A Unicode code point.</summary>
    Character = 0,

    /// <summary>What stands between white space.</summary>
    Word = 1,
}
