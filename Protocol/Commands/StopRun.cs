namespace RnnCluster.Protocol.Commands;

/// <summary>The run stops after the current step, with a checkpoint.</summary>
/// <param name="Reason">One sentence for a person.</param>
public sealed record StopRun(string Reason) : OperatorCommand;
