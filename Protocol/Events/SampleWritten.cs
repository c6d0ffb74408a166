using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>What the model writes at this state.</summary>
/// <param name="Step">The state's step.</param>
/// <param name="Text">The sample.</param>
public sealed record SampleWritten(Step Step, string Text) : RunEvent;
