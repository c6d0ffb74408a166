using RnnCluster.Protocol.Wire;

namespace RnnCluster.Protocol.Fields;

/// <summary>How much a field may hold. A reader refuses more, so nobody may send it.</summary>
public static class FieldLimits
{
    /// <summary>The most bytes of an actor's path.</summary>
    public const int PathBytesMax = 256;

    /// <summary>The most bytes of a machine's name, a version and the like: what POSIX allows a host's name.</summary>
    public const int LabelBytesMax = 255;

    /// <summary>The most bytes of a sentence for a person; a longer one is cut off by its sender.</summary>
    public const int TextBytesMax = 2048;

    /// <summary>The most bytes of a run's spec in canonical form: a quarter of a control frame.</summary>
    public const int SpecBytesMax = FrameLimits.ControlHeadBytesMax / 4;

    /// <summary>The highest level of a tree over shards: 1,024 of them, the most that a spec may ask for.</summary>
    public const int LevelMax = 10;

    /// <summary>The most subtrees in one list: one for each shard.</summary>
    public const int SubtreesMax = 1 << LevelMax;

    /// <summary>The most nodes that a plan names: each holds a shard, or reduces a slice.</summary>
    public const int NodesMax = SubtreesMax;

    /// <summary>
    /// The longest duration: longer than any run, and so short that whoever adds some of them, or adds one to a time of
    /// day, stays within what those can hold.
    /// </summary>
    public static readonly TimeSpan DurationMax = TimeSpan.FromDays(10_000);

    /// <summary>The most values of a curve: the longest window that a spec may ask for.</summary>
    public const int PointsMax = 4096;

    /// <summary>The most labels in one list: an LSTM has four gates.</summary>
    public const int LabelsMax = 16;

    /// <summary>The most buckets of a histogram.</summary>
    public const int BucketsMax = 64;

    /// <summary>The most blocks of 4,096 floats in a slice: what a payload holds.</summary>
    public const int BlocksMax = FrameLimits.PayloadBytesMax / (4096 * sizeof(float));
}
