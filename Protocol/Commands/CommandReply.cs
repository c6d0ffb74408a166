using MessagePack;

namespace RnnCluster.Protocol.Commands;

/// <summary>What became of an operator's command.</summary>
/// <param name="IsAccepted">Whether it is or will be done.</param>
/// <param name="Text">One sentence for a person.</param>
[MessagePackObject]
public sealed record CommandReply([property: Key(0)] bool IsAccepted, [property: Key(1)] string Text) : Message;
