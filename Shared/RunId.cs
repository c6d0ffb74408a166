using System.Buffers.Binary;
using System.Globalization;

namespace RnnCluster.Shared;

/// <summary>
/// Names a run by its content: 256 bits, written as 64 lowercase hexadecimal digits. The same work has the same id on
/// every machine.
/// </summary>
/// <param name="High">The first 16 bytes, big-endian.</param>
/// <param name="Low">The last 16 bytes, big-endian.</param>
public readonly record struct RunId(UInt128 High, UInt128 Low)
{
    /// <summary>How many bytes an id has.</summary>
    public const int LengthBytes = 32;

    private const int HalfBytes = LengthBytes / 2;

    /// <summary>Makes an id from the bytes of a SHA-256.</summary>
    /// <param name="bytes">Exactly <see cref="LengthBytes"/> bytes.</param>
    public static RunId FromBytes(ReadOnlySpan<byte> bytes)
    {
        Ensure.That(bytes.Length == LengthBytes);
        return new RunId(
            BinaryPrimitives.ReadUInt128BigEndian(bytes),
            BinaryPrimitives.ReadUInt128BigEndian(bytes[HalfBytes..]));
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">64 hexadecimal digits.</param>
    /// <param name="id">The id, if the text is one.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse(string? text, out RunId id)
    {
        id = default;
        if (text is not { Length: 2 * LengthBytes } || !text.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        ReadOnlySpan<char> digits = text;
        id = new RunId(
            UInt128.Parse(digits[..LengthBytes], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            UInt128.Parse(digits[LengthBytes..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Writes the 32 bytes of the id.</summary>
    /// <param name="destination">At least <see cref="LengthBytes"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[HalfBytes..], Low);
    }

    /// <summary>The 64 digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");
}
