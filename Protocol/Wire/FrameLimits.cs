namespace RnnCluster.Protocol.Wire;

/// <summary>What comes before a frame's head; <see cref="Shared.Limits"/> bounds head and payload.</summary>
public static class FrameLimits
{
    /// <summary>Bytes before the head: its length and the payload's, each u32 little-endian.</summary>
    public const int HeaderBytes = 8;

    /// <summary>
    /// Set in the payload's length if the payload lies in shared memory: its place, u64 little-endian, stands between
    /// the lengths and the head, and no payload behind it.
    /// </summary>
    public const uint PlacedFlag = 1u << 31;

    /// <summary>
    /// Set in the head's length of every frame but a greeting: behind the lengths are a check of them, u32, and one of
    /// place and head, u64, both little-endian.
    /// </summary>
    public const uint CheckedFlag = 1u << 31;

    /// <summary>Bytes of the two checks.</summary>
    public const int ChecksBytes = sizeof(uint) + sizeof(ulong);

    /// <summary>Bytes of a place.</summary>
    public const int PlaceBytes = 8;
}
