using RnnCluster.Protocol;
using RnnCluster.Protocol.Joining;

namespace RnnCluster.Node.Transfers;

/// <summary>
/// The receiver's side of a transfer: every part is answered to its sender, whether it is of use or not.
/// </summary>
public static class PartReceipt
{
    /// <summary>The answer to a message.</summary>
    /// <param name="message">A part, not released yet, or any other message.</param>
    /// <returns>Null for what is no part.</returns>
    public static PartTaken? For(Message message) => message switch
    {
        ContentChunk part => new PartTaken(part.Hash, part.Offset),
        SnapshotChunk part => new PartTaken(Convert.ToHexStringLower(part.Sha256.Span), part.Offset),
        _ => null,
    };
}
