using RnnCluster.Learning.Snapshots;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Transfers;

/// <summary>A copy of the state of one step, for all who fetch it. Whoever is the last gives it back.</summary>
internal sealed class SnapshotCopy(ReplicaSnapshot snapshot, TimeSpan since)
{
    private int readers;

    public Step Step => snapshot.Step;

    /// <summary>When it was made.</summary>
    public TimeSpan Since { get; } = since;

    /// <summary>Whether nobody fetches it.</summary>
    public bool IsIdle => readers == 0;

    /// <summary>Its parts for one more worker.</summary>
    public IPartSource Open(long term)
    {
        readers++;
        return new Parts(this, snapshot, term);
    }

    /// <summary>One worker has got it all, or is gone.</summary>
    public void Leave()
    {
        Ensure.That(readers > 0);
        readers--;
    }

    /// <summary>Gives the memory back; parts on the way keep theirs until they have arrived.</summary>
    public void Release() => snapshot.Release();

    public sealed class Parts(SnapshotCopy copy, ReplicaSnapshot snapshot, long term) : IPartSource
    {
        private readonly byte[] sha256 = Convert.FromHexString(snapshot.Head.Sha256);

        public SnapshotCopy Copy => copy;

        public string Hash => snapshot.Head.Sha256;

        public long Length => snapshot.Length;

        public BulkMessage PartAt(long offset)
        {
            Payload part = snapshot.Chunks[(int)(offset / snapshot.Chunks[0].Length)];
            return MessageChecks.Sealed(
                new SnapshotChunk(term, snapshot.Step, sha256, offset, Length, Checksum: 0, part.Retain()));
        }
    }
}
