using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol;

/// <summary>
/// A message with many bytes: it travels on the bulk connection, so that it never delays a short one, and whoever
/// ends its way releases its payload.
/// </summary>
/// <param name="Payload">The bytes, on loan.</param>
public abstract record BulkMessage(Payload Payload) : Message, IReleasable
{
    private Payload payload = Payload;

    /// <summary>The bytes, on loan. They pass beside the contract: the head announces how many there are.</summary>
    [IgnoreMember]
    public Payload Payload
    {
        get => payload;
        init => payload = value;
    }

    /// <inheritdoc/>
    public void Release() => Payload.Release();

    /// <summary>Gives a message that was read the memory for the bytes that follow its head.</summary>
    internal void Take(Payload lent) => payload = lent;
}
