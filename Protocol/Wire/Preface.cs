using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>
/// The first bytes of a connection in both directions: whatever else knocks at the port is known by its first byte.
/// </summary>
public static class Preface
{
    /// <summary>How many bytes.</summary>
    public const int Length = 8;

    /// <summary>
    /// A byte that no text begins with, four letters for a person, and ends of lines that a channel for texts would
    /// change.
    /// </summary>
    public static ReadOnlySpan<byte> Bytes => [0x95, (byte)'R', (byte)'N', (byte)'N', (byte)'C', 0x0D, 0x0A, 0x1A];

    /// <summary>Refuses bytes that cannot become the preface.</summary>
    /// <param name="received">The first bytes that came, at most <see cref="Length"/>.</param>
    /// <exception cref="ProtocolException">They are something else.</exception>
    public static void EnsureBegins(ReadOnlySpan<byte> received)
    {
        Ensure.That(received.Length <= Length);
        if (!Bytes.StartsWith(received))
        {
            throw new ProtocolException(
                $"preface {Convert.ToHexString(Bytes)} expected, {Convert.ToHexString(received)} found: "
                + "the other side is no node of RnnCluster");
        }
    }
}
