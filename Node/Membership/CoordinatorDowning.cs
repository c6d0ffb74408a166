using Akka.Actor;
using Akka.Cluster;
using RnnCluster.Actors;

namespace RnnCluster.Node.Membership;

/// <summary>
/// Who may say that a member is down: a coordinator. A worker judges no other node. docs/decisions/0009-membership.md
/// says why Akka's split-brain resolver is not below it.
/// </summary>
/// <param name="system">The system; Akka makes the provider and hands it over.</param>
/// <param name="cluster">Its cluster.</param>
internal sealed class CoordinatorDowning(ActorSystem system, Cluster cluster) : IDowningProvider
{
    /// <summary>No shard or singleton is moved by Akka: nothing waits for its ends.</summary>
    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    /// <inheritdoc/>
    public Props? DowningActorProps => cluster.SelfRoles.Contains(ClusterSystem.CoordinatorRole)
        ? ActorProps.Of(() => new CoordinatorDowner(cluster, system.Clock()))
        : null;
}
