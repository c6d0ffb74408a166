using MessagePack;

namespace RnnCluster.Protocol.Events;

/// <summary>An operator holds the run, or lets it go on.</summary>
/// <param name="IsPaused">Whether no further step begins.</param>
[MessagePackObject]
public sealed record RunPaused([property: Key(0)] bool IsPaused) : RunEvent;
