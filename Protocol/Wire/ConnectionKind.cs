namespace RnnCluster.Protocol.Wire;

/// <summary>What a connection is for: a peer has one of each, so that bulk never delays control.</summary>
public enum ConnectionKind
{
    /// <summary>Short messages.</summary>
    Control = 0,

    /// <summary>Messages with payloads, see <see cref="BulkMessage"/>.</summary>
    Bulk = 1,
}
