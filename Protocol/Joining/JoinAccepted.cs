using RnnCluster.Shared;

namespace RnnCluster.Protocol.Joining;

/// <summary>
/// The coordinator takes a worker in and tells it what the run is. All that it lacks it fetches by content.
/// </summary>
/// <param name="Coordinator">Its name.</param>
/// <param name="Term">Which start of a coordinator speaks: the time of that start, in milliseconds since 1970.</param>
/// <param name="Run">The run.</param>
/// <param name="Spec">The run's canonical spec, UTF-8 JSON.</param>
/// <param name="Vocabulary">V, the number of symbols.</param>
/// <param name="Training">
/// The training symbols by content: SHA-256 of the blob, 64 lowercase hexadecimal digits.
/// </param>
/// <param name="TrainingTokens">How many symbols they are.</param>
/// <param name="BlocksPerSlice">How many blocks of 4,096 elements make a slice of the gradient.</param>
/// <param name="HeartbeatInterval">How often the coordinator wants to hear from the worker.</param>
/// <param name="SampleInterval">Every how many steps the layers are sampled for whoever watches; 0 for never.</param>
public sealed record JoinAccepted(
    NodeId Coordinator,
    long Term,
    RunId Run,
    ReadOnlyMemory<byte> Spec,
    int Vocabulary,
    string Training,
    long TrainingTokens,
    int BlocksPerSlice,
    TimeSpan HeartbeatInterval,
    int SampleInterval) : Message;
