using RnnCluster.Learning.Snapshots;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>
/// Puts a state together from its chunks and loads it. A later snapshot takes the place of an unfinished one. Whoever
/// sends a last chunk gets one answer, and nobody gets another.
/// </summary>
internal sealed class SnapshotInbox(ReplicaHome home)
{
    private SnapshotBuffer? buffer;
    private SnapshotHead? head;

    /// <summary>What was wrong with a chunk of the state that comes; null if nothing was.</summary>
    private string? refusal;

    /// <summary>Takes a chunk and releases it.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="isWhole">Whether its checksum fits: else the state that it belongs to cannot be used.</param>
    /// <returns>With the last chunk, what became of the state; null before.</returns>
    public ReplicaReply? Accept(SnapshotChunk chunk, bool isWhole)
    {
        bool isLast = chunk.Offset + chunk.Payload.Length >= chunk.Total;
        try
        {
            Append(chunk, isWhole);
            return isLast ? Load() : null;
        }
        catch (Exception fault) when (fault is InvalidDataException or InputException)
        {
            buffer = null;
            refusal = fault.Message;
            return isLast ? new ReplicaReply.SnapshotRefused(refusal) : null;
        }
        finally
        {
            chunk.Release();
        }
    }

    private void Append(SnapshotChunk chunk, bool isWhole)
    {
        if (!isWhole)
        {
            throw new InvalidDataException("parts of the state came damaged");
        }

        if (chunk.Offset == 0)
        {
            buffer = null;
            refusal = null;
            head = HeadOf(chunk);
            buffer = new SnapshotBuffer(head, home.Replica, home.RunId);
        }

        if (buffer is null || head != HeadOf(chunk))
        {
            throw new InvalidDataException(refusal ?? "parts of the state did not come");
        }

        buffer.Append(chunk.Offset, chunk.Payload.Span);
    }

    private ReplicaReply.SnapshotLoaded Load()
    {
        SnapshotBuffer whole = buffer!;
        buffer = null;
        whole.Load();
        return new ReplicaReply.SnapshotLoaded(home.Replica.Step, home.Digest, home.Replica.Amendments.Entries.Count);
    }

    private SnapshotHead HeadOf(SnapshotChunk chunk) => new(
        home.RunId, Numerics.Version, chunk.Step, chunk.Total, Convert.ToHexStringLower(chunk.Sha256.Span));
}
