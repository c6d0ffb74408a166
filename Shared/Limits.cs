namespace RnnCluster.Shared;

/// <summary>
/// The one table of limits: of what a run spec may ask for, and of what one message carries. A bound that follows from
/// another is computed from it, so that a spec that loads can run anywhere; docs/limits.md shows the table, and
/// <c>tests/Cluster.Tests/Bounds</c> crosses each bound of the spec with each bound of the wire. Bounds of time and of
/// queues depend on the machine, not on the spec: they are where they are used.
/// </summary>
public static class Limits
{
    // What a spec may ask for.

    /// <summary>Levels of the shard tree above the shards.</summary>
    public const int ShardLevelsMax = 10;

    /// <summary>The most shards of a run.</summary>
    public const int ShardsMax = 1 << ShardLevelsMax;

    /// <summary>The greatest width of states and embeddings: four widths squared still count in 64 bits.</summary>
    public const int WidthMax = 65_536;

    /// <summary>The most recurrent layers: deeper stacks do not train.</summary>
    public const int LayersMax = 64;

    /// <summary>The most rows of a batch; with <see cref="WindowMax"/> positions of a step count in 31 bits.</summary>
    public const int LanesMax = 32_768;

    /// <summary>The most time steps of a window.</summary>
    public const int WindowMax = 32_768;

    /// <summary>The most steps of a run, or between two events of it: 300 years at 100 a second.</summary>
    public const long StepsMax = 1_000_000_000_000;

    /// <summary>The most passes over the training part.</summary>
    public const int EpochsMax = 1_000_000;

    /// <summary>The most words of a vocabulary that a spec may cap it to.</summary>
    public const int VocabularyMax = 10_000_000;

    /// <summary>The most checkpoints that are kept.</summary>
    public const int CheckpointsMax = 1_000_000;

    /// <summary>The least and the greatest positive number: fp32 products beyond leave its range.</summary>
    public const double PositiveMin = 1e-30;

    /// <inheritdoc cref="PositiveMin"/>
    public const double PositiveMax = 1e30;

    // What a network may need. These depend on several keys and on the vocabulary: they are checked when the data is
    // read, before anything is laid out.

    /// <summary>
    /// The most floats of a flat buffer (parameters, gradients, moments, carried states): its bytes count in 31 bits.
    /// </summary>
    public const int BufferFloatsMax = int.MaxValue / sizeof(float);

    /// <summary>
    /// The most floats of one matrix of the workspace, padding included: its elements count in 31 bits, and the
    /// runtime takes some off an array.
    /// </summary>
    public const int MatrixFloatsMax = int.MaxValue - 1024;

    // What a message carries.

    /// <summary>
    /// The most bytes of a payload, whatever it is: a slice, a part of carried states, of a snapshot or of data.
    /// What is longer travels in parts.
    /// </summary>
    public const int PayloadBytesMax = 1 << 20;

    /// <summary>
    /// The most bytes of a head on a control connection. The largest messages are a sample of a window (two curves of
    /// <see cref="CurvePointsMax"/> doubles, 19 KiB), a spec (<see cref="SpecBytesMax"/>) and a plan for
    /// <see cref="NodesMax"/> nodes (160 KiB): each fits several times.
    /// </summary>
    public const int ControlHeadBytesMax = 1 << 20;

    /// <summary>
    /// The most bytes of a frame of Akka.Remote: a spec (<see cref="SpecBytesMax"/>) fits twice. What is longer is
    /// dropped by the sender and ends the connection at the receiver.
    /// </summary>
    public const int RemoteFrameBytesMax = 512 * 1024;

    /// <summary>The most bytes of a message in such a frame: two paths and Akka's own fields are beside it.</summary>
    public const int RemoteMessageBytesMax = RemoteFrameBytesMax - (16 * 1024);

    /// <summary>
    /// The most bytes of a head on a bulk connection. The longest is an average's: two paths and a double for each of
    /// <see cref="SliceBlocksMax"/> blocks, 1.2 KiB.
    /// </summary>
    public const int BulkHeadBytesMax = 1 << 14;

    /// <summary>Floats of a block: what the gradient's norm and digest, and a cut into slices, never divide.</summary>
    public const int BlockFloats = 4096;

    /// <summary>The most blocks of a slice: what a payload holds.</summary>
    public const int SliceBlocksMax = PayloadBytesMax / (BlockFloats * sizeof(float));

    /// <summary>The most bytes of a run's spec in canonical form: a quarter of a control head.</summary>
    public const int SpecBytesMax = ControlHeadBytesMax / 4;

    /// <summary>The most subtrees in one list: one for each shard.</summary>
    public const int SubtreesMax = ShardsMax;

    /// <summary>The most nodes that a plan names: each holds a shard.</summary>
    public const int NodesMax = SubtreesMax;

    /// <summary>
    /// The most points of a curve over a window. A longer window is shown at this many of its time steps: a panel of
    /// the page has fewer columns, and the dashboard keeps 120 samples of each layer.
    /// </summary>
    public const int CurvePointsMax = 1024;

    /// <summary>The most labels in one list: an LSTM has four gates.</summary>
    public const int LabelsMax = 16;

    /// <summary>The most buckets of a histogram.</summary>
    public const int BucketsMax = 64;

    /// <summary>
    /// The longest duration: longer than any run, and so short that some of them added up, or one added to a time of
    /// day, stay within what those can hold.
    /// </summary>
    public static readonly TimeSpan DurationMax = TimeSpan.FromDays(10_000);

    /// <summary>
    /// The most fields of a message, and of a record within one, those of a later version included: more than twice
    /// what the longest has today.
    /// </summary>
    public const int FieldsMax = 32;

    /// <summary>
    /// How deep the values of a field that this version does not know may be within one another. Known ones are within
    /// three others at most.
    /// </summary>
    public const int NestingMax = 32;

    /// <summary>The most bytes of an actor's path.</summary>
    public const int PathBytesMax = 256;

    /// <summary>The most bytes of a machine's name, a version and the like: what POSIX allows a host's name.</summary>
    public const int LabelBytesMax = 255;

    /// <summary>The most bytes of a sentence for a person; a longer one is cut off by its sender.</summary>
    public const int TextBytesMax = 2048;
}
