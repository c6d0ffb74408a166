using System.Net;

namespace RnnCluster.Transport.Events;

/// <summary>Somebody dialled this node and was not let in. Nothing else is disturbed.</summary>
/// <param name="Remote">Its address.</param>
/// <param name="Reason">One sentence for a person.</param>
public sealed record StrangerTurnedAway(string Remote, string Reason) : TransportEvent
{
    /// <summary>The address without the port, which is another one for each connection.</summary>
    public string RemoteHost => IPEndPoint.TryParse(Remote, out IPEndPoint? address) && address.Port != 0
        ? address.Address.ToString()
        : Remote;
}
