using RnnCluster.Protocol.Joining;

namespace RnnCluster.Training.Working;

/// <summary>What a worker goes by.</summary>
/// <param name="Self">What it says when it asks to join; run, step and digest are filled in.</param>
/// <param name="IsLocal">Whether it lives in the coordinator's process and shares its replica.</param>
public sealed record WorkerOptions(JoinRequest Self, bool IsLocal)
{
    /// <summary>A coordinator that was not heard of for so long is out of reach: the connection is made anew.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many bytes of later steps it holds while it catches up; more, and it asks for a newer state instead. As much
    /// as waits at most for a bulk connection: a state comes in parts that the worker asks for, so what happens
    /// meanwhile overtakes it and waits here. It is memory only where that happens.
    /// </summary>
    public long HeldBytesMax { get; init; } = 1L << 30;

    /// <summary>How many messages of later steps it holds; small models count messages, not bytes.</summary>
    public int HeldMessagesMax { get; init; } = 16 * 1024;

    /// <summary>A machine whose state differs so often is broken: it gives up.</summary>
    public int ExpulsionsMax { get; init; } = 3;
}
