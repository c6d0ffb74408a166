using RnnCluster.Protocol;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Faults;

/// <summary>Chooses faults. Called for one message after the other, in the order in which they are sent.</summary>
public interface IFaultRule
{
    /// <summary>What happens to a message.</summary>
    /// <param name="peer">Whom it goes to.</param>
    /// <param name="index">Its number, over all connections to this peer, from 0.</param>
    /// <param name="message">What it says.</param>
    Fault Next(NodeId peer, long index, Message message);
}
