using RnnCluster.Learning.Snapshots;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>
/// Puts a state together from its chunks and loads it. A later snapshot takes the place of an unfinished one.
/// </summary>
internal sealed class SnapshotInbox(ReplicaHome home)
{
    private SnapshotBuffer? buffer;
    private SnapshotHead? head;

    /// <summary>Takes a chunk and releases it.</summary>
    /// <returns>With the last chunk, what became of the state; null before.</returns>
    public ReplicaReply? Accept(SnapshotChunk chunk)
    {
        try
        {
            if (chunk.Offset == 0)
            {
                head = new SnapshotHead(
                    home.RunId,
                    Numerics.Version,
                    chunk.Step,
                    chunk.Total,
                    Convert.ToHexStringLower(chunk.Sha256.Span));
                buffer = new SnapshotBuffer(head, home.Replica, home.RunId);
            }

            if (buffer is null || head!.Step != chunk.Step)
            {
                return chunk.Offset + chunk.Payload.Length >= chunk.Total
                    ? new ReplicaReply.SnapshotRefused("parts of the state did not come")
                    : null;
            }

            buffer.Append(chunk.Offset, chunk.Payload.Span);
            if (!buffer.IsComplete)
            {
                return null;
            }

            SnapshotBuffer whole = buffer;
            buffer = null;
            whole.Load();
            return new ReplicaReply.SnapshotLoaded(
                home.Replica.Step, home.Digest, home.Replica.Amendments.Entries.Count);
        }
        catch (Exception fault) when (fault is InvalidDataException or InputException)
        {
            buffer = null;
            return new ReplicaReply.SnapshotRefused(fault.Message);
        }
        finally
        {
            chunk.Release();
        }
    }
}
