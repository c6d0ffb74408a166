using MessagePack;

namespace RnnCluster.Protocol.Events;

/// <summary>The run waits for workers, or goes on.</summary>
/// <param name="IsWaiting">Whether it waits.</param>
/// <param name="Workers">How many are up.</param>
/// <param name="WorkersMin">How many are needed.</param>
[MessagePackObject]
public sealed record RunWaiting(
    [property: Key(0)] bool IsWaiting,
    [property: Key(1)] int Workers,
    [property: Key(2)] int WorkersMin) : RunEvent;
