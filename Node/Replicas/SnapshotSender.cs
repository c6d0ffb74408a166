using RnnCluster.Actors;
using RnnCluster.Learning.Snapshots;

namespace RnnCluster.Node.Replicas;

/// <summary>
/// Copies the state between two steps. That is all that the replica's thread does for a worker that joins: hash, parts
/// and patience are <see cref="Transfers.TransferActor"/>'s.
/// </summary>
internal static class SnapshotSender
{
    public static void Send(ReplicaHome home, ReplicaRequest.TakeSnapshot take, ActorRef self) =>
        take.For.Tell(
            new ReplicaReply.SnapshotTaken(
                ReplicaSnapshot.Take(home.Replica, home.RunId, home.Pool, take.PartBytesMax)),
            self);
}
