namespace RnnCluster.Protocol.Joining;

/// <summary>
/// A worker has taken a part of a blob, of data or of a state: the sender may put another one on the way. It is told
/// to whoever sent the part, also of a part that the worker has no use for.
/// </summary>
/// <param name="Hash">SHA-256 of the whole blob, 64 lowercase hexadecimal digits.</param>
/// <param name="Offset">Where the part began.</param>
public sealed record PartTaken(string Hash, long Offset) : Message;
