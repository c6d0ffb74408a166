namespace RnnCluster.Protocol.Joining;

/// <summary>The coordinator does not take a worker in, and says why.</summary>
/// <param name="Reason">One sentence for a person.</param>
public sealed record JoinRefused(string Reason) : Message;
