using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Links;

/// <summary>A peer that is connected, by control and bulk.</summary>
internal interface ILink
{
    NodeId Peer { get; }

    long Incarnation { get; }

    /// <summary>Sends, and takes the payload with it.</summary>
    /// <returns>
    /// False if the link is closed, or closes because its outbox is full: the message is the caller's.
    /// </returns>
    bool TrySend(Envelope envelope);

    /// <summary>Closes it: once, for the first reason given. What it lends is released.</summary>
    void Close(string reason);
}
