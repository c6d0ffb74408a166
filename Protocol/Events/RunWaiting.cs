namespace RnnCluster.Protocol.Events;

/// <summary>The run waits for workers, or goes on.</summary>
/// <param name="IsWaiting">Whether it waits.</param>
/// <param name="Workers">How many are up.</param>
/// <param name="WorkersMin">How many are needed.</param>
public sealed record RunWaiting(bool IsWaiting, int Workers, int WorkersMin) : RunEvent;
