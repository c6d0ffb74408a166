using RnnCluster.Shared;

namespace RnnCluster.Node.Membership;

/// <summary>A coordinator's place in a cluster.</summary>
public interface ICoordinatorMembership
{
    /// <summary>Where its Akka listens, for workers.</summary>
    string Seed { get; }

    /// <summary>Which start of it.</summary>
    int Uid { get; }

    /// <summary>
    /// A process is connected over the exchange, or not any more. A member that is not for long is asked to leave.
    /// </summary>
    /// <param name="node">Its name.</param>
    /// <param name="incarnation">Its nonce.</param>
    /// <param name="isOpen">Whether it is.</param>
    void OnExchange(NodeId node, long incarnation, bool isOpen);
}
