namespace RnnCluster.Protocol.Commands;

/// <summary>A paused run goes on.</summary>
public sealed record ResumeRun : OperatorCommand;
