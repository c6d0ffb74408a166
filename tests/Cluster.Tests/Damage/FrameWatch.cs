using System.Buffers.Binary;
using RnnCluster.Protocol.Wire;

namespace RnnCluster.Cluster.Tests.Damage;

/// <summary>Follows the frames of one direction of a connection, however its bytes are cut, and changes none.</summary>
internal sealed class FrameWatch
{
    private const int LongestBytes = FrameLimits.HeaderBytes + FrameLimits.ChecksBytes + FrameLimits.PlaceBytes;

    private readonly byte[] header = new byte[LongestBytes];
    private int filled;
    private long skipped = Preface.Length;

    /// <summary>
    /// Where the frame begins in the bytes that <see cref="Next"/> was given; negative: in those before.
    /// </summary>
    public int Start { get; private set; }

    /// <summary>Bytes of the frame's payload in shared memory; 0 if it is not there.</summary>
    public int PlacedBytes { get; private set; }

    /// <summary>The place of the payload in shared memory.</summary>
    public long Place { get; private set; }

    /// <summary>Whether the frame has checks: every frame but a greeting.</summary>
    public bool IsChecked { get; private set; }

    /// <summary>Reads on to the end of the next header.</summary>
    /// <param name="bytes">What came together.</param>
    /// <param name="at">Where to read on; behind the header afterwards.</param>
    /// <returns>False if the next header is not complete in these bytes.</returns>
    public bool Next(ReadOnlySpan<byte> bytes, ref int at)
    {
        int skip = (int)Math.Min(skipped, bytes.Length - at);
        skipped -= skip;
        at += skip;
        while (at < bytes.Length && skipped == 0)
        {
            header[filled++] = bytes[at++];
            if (filled < FrameLimits.HeaderBytes || filled < LengthOf(header))
            {
                continue;
            }

            OnHeader(at - filled);
            filled = 0;
            return true;
        }

        return false;
    }

    private static bool Has(ReadOnlySpan<byte> header, int at, uint flag) =>
        (BinaryPrimitives.ReadUInt32LittleEndian(header[at..]) & flag) != 0;

    private static int LengthOf(ReadOnlySpan<byte> header) => FrameLimits.HeaderBytes
        + (Has(header, 0, FrameLimits.CheckedFlag) ? FrameLimits.ChecksBytes : 0)
        + (Has(header, sizeof(uint), FrameLimits.PlacedFlag) ? FrameLimits.PlaceBytes : 0);

    private void OnHeader(int start)
    {
        IsChecked = Has(header, 0, FrameLimits.CheckedFlag);
        bool isPlaced = Has(header, sizeof(uint), FrameLimits.PlacedFlag);
        uint head = BinaryPrimitives.ReadUInt32LittleEndian(header) & ~FrameLimits.CheckedFlag;
        uint payload = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(sizeof(uint))) & ~FrameLimits.PlacedFlag;
        Start = start;
        PlacedBytes = isPlaced ? (int)payload : 0;
        Place = isPlaced ? BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(filled - FrameLimits.PlaceBytes)) : 0;
        skipped = head + (isPlaced ? 0 : payload);
    }
}
