using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Snapshots;

/// <summary>
/// Collects a snapshot that comes piece by piece and loads it. The bytes come from the network: nothing is allocated
/// before it arrives, nothing beyond what this replica's own state needs, and nothing is loaded before all is checked.
/// </summary>
public sealed class SnapshotBuffer
{
    /// <summary>
    /// What a snapshot may have beyond the values of the state: a header of 100 bytes a tensor, and the amendments,
    /// at most 64 KiB. A megabyte is room for ten thousand tensors.
    /// </summary>
    private const int HeaderBytesMax = 1 << 20;

    private readonly SnapshotHead head;
    private readonly Replica replica;
    private readonly List<byte[]> chunks = [];

    /// <summary>Prepares to receive.</summary>
    /// <param name="head">What the sender says that it is.</param>
    /// <param name="replica">The replica to load into; it is read now and changed by <see cref="Load"/> only.</param>
    /// <param name="runId">The run that the replica belongs to.</param>
    /// <exception cref="InputException">It is of another run or of another arithmetic.</exception>
    /// <exception cref="InvalidDataException">It cannot be a state of this replica.</exception>
    public SnapshotBuffer(SnapshotHead head, Replica replica, string runId)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(replica);
        if (head.RunId != runId)
        {
            throw new InputException($"the snapshot belongs to run {head.RunId}, this is run {runId}");
        }

        if (head.NumericsVersion != Numerics.Version)
        {
            throw new InputException(
                $"the snapshot was made by numerics version {head.NumericsVersion}, this program has "
                + $"{Numerics.Version}");
        }

        long values = ReplicaImage.Of(replica, runId).Tensors.Sum(tensor => (long)tensor.Bytes.Length);
        if (head.Step < Step.Zero || head.Length < values || head.Length > values + HeaderBytesMax)
        {
            throw new InvalidDataException(
                $"a snapshot of step {head.Step} with {head.Length} bytes cannot be a state of {values} bytes");
        }

        this.head = head;
        this.replica = replica;
    }

    /// <summary>Bytes that are there: where the next piece must begin.</summary>
    public long Received { get; private set; }

    /// <summary>Whether all bytes are there.</summary>
    public bool IsComplete => Received == head.Length;

    /// <summary>Takes the next piece.</summary>
    /// <param name="offset">Where it begins: <see cref="Received"/>.</param>
    /// <param name="bytes">The piece, of any length.</param>
    /// <exception cref="InvalidDataException">
    /// It is not the next one, or reaches beyond the end; nothing was taken.
    /// </exception>
    public void Append(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset != Received)
        {
            throw new InvalidDataException($"bytes of the snapshot came from {offset} on, but {Received} are there");
        }

        if (bytes.Length > head.Length - Received)
        {
            throw new InvalidDataException(
                $"{bytes.Length} bytes of the snapshot came from {offset} on, but it has only {head.Length}");
        }

        while (bytes.Length > 0)
        {
            int filled = (int)(Received % ReplicaSnapshot.ChunkBytes);
            if (filled == 0)
            {
                long rest = head.Length - Received;
                chunks.Add(GC.AllocateUninitializedArray<byte>((int)Math.Min(rest, ReplicaSnapshot.ChunkBytes)));
            }

            int taken = Math.Min(chunks[^1].Length - filled, bytes.Length);
            bytes[..taken].CopyTo(chunks[^1].AsSpan(filled));
            bytes = bytes[taken..];
            Received += taken;
        }
    }

    /// <summary>Checks the snapshot and overwrites the replica's state.</summary>
    /// <exception cref="InvalidDataException">Its hash is not the one in its head; nothing was changed.</exception>
    /// <exception cref="InputException">It is no state of this replica; nothing was changed.</exception>
    public void Load()
    {
        Ensure.That(IsComplete);
        string hash = SnapshotHead.Hash(
            head.RunId,
            head.NumericsVersion,
            head.Step,
            head.Length,
            chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk));
        if (hash != head.Sha256)
        {
            throw new InvalidDataException(
                $"the snapshot of step {head.Step} came damaged: its SHA-256 is {hash}, its head says {head.Sha256}");
        }

        using var stream = new ChunkStream(chunks, ReplicaSnapshot.ChunkBytes, head.Length);
        StateImage image = StateFile.Read(
            stream, $"the snapshot of step {head.Step}", head.RunId, head.NumericsVersion, head.Step);
        ReplicaImage.Load(replica, image);
    }
}
