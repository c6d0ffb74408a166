using MessagePack;

namespace RnnCluster.Protocol.Events;

/// <summary>Something a person should know.</summary>
/// <param name="Text">One line.</param>
[MessagePackObject]
public sealed record RunWarned([property: Key(0)] string Text) : RunEvent;
