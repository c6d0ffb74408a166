using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>Memory that both sides of a connection see: a payload that lies there is only named by its place.</summary>
public interface IPayloadPlaces
{
    /// <summary>Takes what the peer has left at a place; its release gives the place back.</summary>
    /// <param name="place">The place.</param>
    /// <param name="length">Bytes.</param>
    /// <exception cref="ProtocolException">There is no such place.</exception>
    Payload Take(long place, int length);
}
