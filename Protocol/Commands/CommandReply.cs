namespace RnnCluster.Protocol.Commands;

/// <summary>What became of an operator's command.</summary>
/// <param name="IsAccepted">Whether it is or will be done.</param>
/// <param name="Text">One sentence for a person.</param>
public sealed record CommandReply(bool IsAccepted, string Text) : Message;
