namespace RnnCluster.Protocol.Health;

/// <summary>Nothing is owed any more: the worker may go.</summary>
public sealed record LeaveGranted : Message;
