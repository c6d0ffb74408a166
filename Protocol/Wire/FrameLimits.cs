namespace RnnCluster.Protocol.Wire;

/// <summary>How large a frame may be. A larger one is refused before its bytes are waited for.</summary>
public static class FrameLimits
{
    /// <summary>Bytes before the head: its length and the payload's, each u32 little-endian.</summary>
    public const int HeaderBytes = 8;

    /// <summary>
    /// Set in the payload's length if the payload lies in shared memory: its place, u64 little-endian, stands between
    /// the lengths and the head, and no payload behind it.
    /// </summary>
    public const uint PlacedFlag = 1u << 31;

    /// <summary>Bytes of a place.</summary>
    public const int PlaceBytes = 8;

    /// <summary>
    /// The most bytes of a head on a control connection. The largest messages are the one with the run's spec
    /// (<see cref="Fields.FieldLimits.SpecBytesMax"/>) and a plan for <see cref="Fields.FieldLimits.NodesMax"/> nodes
    /// (about 160 KiB): both fit several times.
    /// </summary>
    public const int ControlHeadBytesMax = 1024 * 1024;

    /// <summary>
    /// The most bytes of a head on a bulk connection. The longest is an average's: two paths and a double for each of
    /// <see cref="Fields.FieldLimits.BlocksMax"/> blocks, 1.2 KiB.
    /// </summary>
    public const int BulkHeadBytesMax = 16 * 1024;

    /// <summary>The most bytes of a slice's floats, or of a part of a blob.</summary>
    public const int PayloadBytesMax = 1024 * 1024;

    /// <summary>
    /// The most bytes of a subtree's carried states, which travel in one piece: 512 rows of a model with two LSTM
    /// layers of 2,048 units.
    /// </summary>
    public const int CarriedBytesMax = 16 * 1024 * 1024;
}
