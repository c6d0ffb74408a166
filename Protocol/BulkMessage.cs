using RnnCluster.Shared;

namespace RnnCluster.Protocol;

/// <summary>
/// A message with many bytes: it travels on the bulk connection, so that it never delays a short one, and whoever
/// ends its way releases its payload.
/// </summary>
/// <param name="Payload">The bytes, on loan.</param>
public abstract record BulkMessage(Payload Payload) : Message, IReleasable
{
    /// <inheritdoc/>
    public void Release() => Payload.Release();
}
