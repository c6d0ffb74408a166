namespace RnnCluster.Protocol.Events;

/// <summary>An operator holds the run, or lets it go on.</summary>
/// <param name="IsPaused">Whether no further step begins.</param>
public sealed record RunPaused(bool IsPaused) : RunEvent;
