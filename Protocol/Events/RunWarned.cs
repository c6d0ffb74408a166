namespace RnnCluster.Protocol.Events;

/// <summary>Something a person should know.</summary>
/// <param name="Text">One line.</param>
public sealed record RunWarned(string Text) : RunEvent;
