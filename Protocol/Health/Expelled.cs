namespace RnnCluster.Protocol.Health;

/// <summary>The coordinator takes a worker out; it may join again with a fresh state.</summary>
/// <param name="Reason">One sentence for a person.</param>
public sealed record Expelled(string Reason) : Message;
