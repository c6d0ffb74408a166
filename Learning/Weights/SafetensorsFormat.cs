namespace RnnCluster.Learning.Weights;

/// <summary>The safetensors format's numbers: the header's length, the header in JSON, the tensors' bytes.</summary>
internal static class SafetensorsFormat
{
    /// <summary>The bytes of the header's length, an unsigned little-endian integer.</summary>
    public const int LengthBytes = 8;

    /// <summary>
    /// The longest header that is read: 100 MB, the bound of the format's reference reader. A tensor takes about 100
    /// bytes in it, so this is a million tensors; a longer one is refused before anything is allocated for it.
    /// </summary>
    public const int HeaderLengthMaxBytes = 100_000_000;

    /// <summary>The tensors' bytes begin at a multiple of this, so that a reader may map them.</summary>
    public const int Alignment = 8;

    /// <summary>The header's entry that is no tensor but a table of texts.</summary>
    public const string MetadataName = "__metadata__";
}
