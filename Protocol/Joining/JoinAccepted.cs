using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Joining;

/// <summary>
/// The coordinator takes a worker in and tells it what the run is. All that it lacks it fetches by content.
/// </summary>
/// <param name="Coordinator">Its name.</param>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Run">The run.</param>
/// <param name="Spec">The run's canonical spec, UTF-8 JSON.</param>
/// <param name="Vocabulary">V, the number of symbols.</param>
/// <param name="Training">
/// The training symbols by content: SHA-256 of the blob, 64 lowercase hexadecimal digits.
/// </param>
/// <param name="TrainingTokens">How many symbols they are.</param>
/// <param name="BlocksPerSlice">How many blocks of 4,096 elements make a slice of the gradient.</param>
/// <param name="HeartbeatInterval">How often the worker is to report about itself.</param>
/// <param name="SampleInterval">Every how many steps the layers are sampled for whoever watches; 0 for never.</param>
/// <param name="Seed">Where the coordinator's Akka listens, HOST:PORT; empty if there is no cluster to join.</param>
/// <param name="SeedUid">Akka's number of the coordinator's start; 0 without one.</param>
[MessagePackObject]
public sealed record JoinAccepted(
    [property: Key(0)] NodeId Coordinator,
    [property: Key(1)] long Term,
    [property: Key(2)] RunId Run,
    [property: Key(3), MessagePackFormatter(typeof(BytesFormatter), 0, Limits.SpecBytesMax)] ReadOnlyMemory<byte> Spec,
    [property: Key(4), MessagePackFormatter(typeof(IntegerFormatter), 1, int.MaxValue)] int Vocabulary,
    [property: Key(5), MessagePackFormatter(typeof(HashFormatter))] string Training,
    [property: Key(6)] long TrainingTokens,
    [property: Key(7), MessagePackFormatter(typeof(IntegerFormatter), 1, Limits.SliceBlocksMax)] int BlocksPerSlice,
    [property: Key(8)] TimeSpan HeartbeatInterval,
    [property: Key(9)] int SampleInterval,
    [property: Key(10), MessagePackFormatter(typeof(LabelFormatter))] string Seed,
    [property: Key(11)] int SeedUid) : Message;
