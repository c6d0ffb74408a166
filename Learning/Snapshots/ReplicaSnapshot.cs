using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Weights;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Snapshots;

/// <summary>
/// A copy of a replica's state for a node that joins, cut into chunks on loan: the bytes are a safetensors file of the
/// state's tensors. The replica may move on at once.
/// </summary>
public sealed class ReplicaSnapshot : IReleasable
{
    /// <summary>The bytes of a chunk unless others are asked for; the last one may be shorter.</summary>
    public const int ChunkBytes = 1 << 20;

    private readonly List<Payload> chunks = [];
    private readonly Lazy<SnapshotHead> head;
    private readonly int chunkBytes;
    private bool isReleased;

    private ReplicaSnapshot(StateImage image, PayloadPool pool, int chunkBytes)
    {
        this.chunkBytes = chunkBytes;
        byte[] header = SafetensorsWriter.Header(image.Tensors);
        long length = header.Length + image.Tensors.Sum(tensor => (long)tensor.Bytes.Length);
        Length = length;
        for (long offset = 0; offset < length; offset += chunkBytes)
        {
            chunks.Add(pool.Rent((int)Math.Min(chunkBytes, length - offset)));
        }

        long written = Append(header, 0);
        foreach (StateTensor tensor in image.Tensors)
        {
            written = Append(tensor.Bytes, written);
        }

        Ensure.That(written == length);
        (string run, int numerics, Step step) = (image.RunId, image.NumericsVersion, image.Step);
        Step = step;
        head = new Lazy<SnapshotHead>(() => new SnapshotHead(
            run,
            numerics,
            step,
            length,
            SnapshotHead.Hash(
                run, numerics, step, length, chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk.Memory))));
    }

    /// <summary>The updates that the state has behind it.</summary>
    public Step Step { get; }

    /// <summary>The bytes of all chunks.</summary>
    public long Length { get; }

    /// <summary>
    /// What is said before the chunks. The first caller pays for the hash, about 0.6 s for a gigabyte; any thread may
    /// be that one, so that the replica's need not.
    /// </summary>
    public SnapshotHead Head => head.Value;

    /// <summary>The chunks in order, all of one length but the last.</summary>
    public IReadOnlyList<Payload> Chunks => chunks;

    /// <summary>Copies a state.</summary>
    /// <param name="replica">The replica, between two steps.</param>
    /// <param name="runId">The run that it belongs to.</param>
    /// <param name="pool">Where the chunks come from.</param>
    /// <param name="chunkBytes">The bytes of a chunk, above 0.</param>
    /// <returns>The caller holds every chunk once, until <see cref="Release"/>.</returns>
    public static ReplicaSnapshot Take(
        Replica replica, string runId, PayloadPool pool, int chunkBytes = ChunkBytes)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkBytes, 1);
        return new ReplicaSnapshot(ReplicaImage.Of(replica, runId), pool, chunkBytes);
    }

    /// <summary>Gives the chunks back, once.</summary>
    public void Release()
    {
        Ensure.That(!isReleased);
        isReleased = true;
        foreach (Payload chunk in chunks)
        {
            chunk.Release();
        }
    }

    private long Append(ReadOnlySpan<byte> bytes, long position)
    {
        while (bytes.Length > 0)
        {
            Span<byte> free = chunks[(int)(position / chunkBytes)].Span[(int)(position % chunkBytes)..];
            int taken = Math.Min(free.Length, bytes.Length);
            bytes[..taken].CopyTo(free);
            bytes = bytes[taken..];
            position += taken;
        }

        return position;
    }
}
