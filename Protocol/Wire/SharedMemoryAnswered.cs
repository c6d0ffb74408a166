using MessagePack;

namespace RnnCluster.Protocol.Wire;

/// <summary>The answer to <see cref="SharedMemoryOffered"/>.</summary>
/// <param name="IsShared">Whether the file could be opened: from here on payloads may lie in it.</param>
[MessagePackObject]
public sealed record SharedMemoryAnswered([property: Key(0)] bool IsShared) : Message;
