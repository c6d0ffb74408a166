namespace RnnCluster.Protocol.Joining;

/// <summary>A worker lacks a blob.</summary>
/// <param name="Hash">SHA-256 of the blob, 64 lowercase hexadecimal digits.</param>
public sealed record ContentRequest(string Hash) : Message;
