namespace RnnCluster.Protocol.Wire;

/// <summary>The answer to a hello that does not fit: the connection is closed.</summary>
/// <param name="Reason">One sentence for a person: what is wrong and what to do.</param>
public sealed record Refused(string Reason) : Message;
