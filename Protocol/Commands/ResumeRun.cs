using MessagePack;

namespace RnnCluster.Protocol.Commands;

/// <summary>A paused run goes on.</summary>
[MessagePackObject]
public sealed record ResumeRun : OperatorCommand;
