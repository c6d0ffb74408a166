using System.Globalization;

namespace RnnCluster.Kernels.Updates;

/// <summary>128 bits that stand for a state. They detect accident, not malice.</summary>
/// <param name="High">Leading 64 bits.</param>
/// <param name="Low">Trailing 64 bits.</param>
public readonly record struct Digest128(ulong High, ulong Low)
{
    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
