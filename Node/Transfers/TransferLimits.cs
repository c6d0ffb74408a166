using RnnCluster.Shared;

namespace RnnCluster.Node.Transfers;

/// <summary>
/// How much of what workers fetch may be in memory or under way. Nothing here changes a bit of any state.
/// </summary>
public sealed record TransferLimits
{
    /// <summary>The most bytes of a part, at most what a bulk frame takes.</summary>
    public int PartBytesMax { get; init; } = Limits.PayloadBytesMax;

    /// <summary>
    /// Parts on the way to one worker that it has not taken yet. 32 MiB keep a line of 10 Gbit/s busy for 26 ms, about
    /// as long as an answer takes on a busy machine, and are a thirtieth of what an outbox may hold. Parts of a state
    /// are no copies of their own.
    /// </summary>
    public int PartsInFlightMax { get; init; } = 32;

    /// <summary>
    /// Copies of the state that lie in memory, each of one step and for all who joined at it. With one alone a slow
    /// worker would hold up everybody else who joins; with two, those behind it share the second.
    /// </summary>
    public int CopiesMax { get; init; } = 2;

    /// <summary>
    /// Who takes no part for so long is disconnected, as one who is not heard is
    /// (<see cref="Training.Working.WorkerOptions.SilenceMax"/>): a line that needs longer for a mebibyte carries no
    /// gradients either.
    /// </summary>
    public TimeSpan StallMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Who is still busy with a copy after so long is disconnected, if somebody waits for its room: a gigabyte in this
    /// time is less than 150 Mbit/s.
    /// </summary>
    public TimeSpan CopyAgeMax { get; init; } = TimeSpan.FromSeconds(60);
}
