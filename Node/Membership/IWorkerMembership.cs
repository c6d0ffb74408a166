using Akka.Actor;
using RnnCluster.Shared;

namespace RnnCluster.Node.Membership;

/// <summary>A worker's place in a cluster. It outlives actor systems: who was removed joins anew.</summary>
public interface IWorkerMembership
{
    /// <summary>
    /// Be a member of a coordinator's cluster. A process that is one stays it; one that was removed, or was a member of
    /// another start's, joins with a new system.
    /// </summary>
    /// <param name="seed">Where the coordinator's Akka listens.</param>
    /// <param name="uid">Which start of it.</param>
    /// <param name="worker">Gets <see cref="MembershipNews"/>.</param>
    void Join(string seed, int uid, IActorRef worker);

    /// <summary>Say to the coordinator how this process is.</summary>
    /// <param name="step">The step of its state.</param>
    /// <param name="residentBytes">Its memory.</param>
    void Report(Step step, long residentBytes);
}
