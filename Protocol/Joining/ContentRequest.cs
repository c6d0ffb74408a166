using MessagePack;
using RnnCluster.Protocol.Formatters;

namespace RnnCluster.Protocol.Joining;

/// <summary>A worker lacks a blob.</summary>
/// <param name="Hash">SHA-256 of the blob, 64 lowercase hexadecimal digits.</param>
[MessagePackObject]
public sealed record ContentRequest(
    [property: Key(0), MessagePackFormatter(typeof(HashFormatter))] string Hash) : Message;
