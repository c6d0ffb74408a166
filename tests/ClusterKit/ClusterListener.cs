using Akka.Cluster;
using RnnCluster.Actors;

namespace RnnCluster.ClusterKit;

/// <summary>Writes all that the cluster tells this node into its log, from the beginning on.</summary>
internal sealed class ClusterListener(HeardLog log) : MeasuredActor
{
    protected override void PreStart() => Cluster.Get(Context.System).Subscribe(
        Self,
        ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IClusterDomainEvent));

    protected override void PostStop() => Cluster.Get(Context.System).Unsubscribe(Self);

    protected override void OnReceive(object message) => log.Add(message);
}
