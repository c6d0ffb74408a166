using RnnCluster.Actors;
using RnnCluster.Learning.Snapshots;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>Copies the state between two steps and sends it in chunks.</summary>
internal static class SnapshotSender
{
    public static void Send(ReplicaHome home, ReplicaRequest.TakeSnapshot take, ActorRef self)
    {
        ReplicaSnapshot snapshot = ReplicaSnapshot.Take(home.Replica, home.RunId, home.Pool);
        byte[] hash = Convert.FromHexString(snapshot.Head.Sha256);
        long offset = 0;
        foreach (Payload chunk in snapshot.Chunks)
        {
            take.For.Tell(
                new SnapshotChunk(take.Term, snapshot.Step, hash, offset, snapshot.Length, chunk.Retain()), self);
            offset += chunk.Length;
        }

        snapshot.Release();
    }
}
