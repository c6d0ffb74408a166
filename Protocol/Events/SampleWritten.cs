using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>What the model writes at this state.</summary>
/// <param name="Step">The state's step.</param>
/// <param name="Text">The sample.</param>
[MessagePackObject]
public sealed record SampleWritten([property: Key(0)] Step Step, [property: Key(1)] string Text) : RunEvent;
