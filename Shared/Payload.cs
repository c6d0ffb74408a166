namespace RnnCluster.Shared;

/// <summary>
/// Bytes on loan, with a count of their holders: what one message carries to several receivers is written once. The
/// last holder's release returns the buffer to its pool.
/// </summary>
public sealed class Payload : IReleasable
{
    private readonly PayloadPool? pool;
    private readonly byte[]? pooled;
    private int holders = 1;

    internal Payload(PayloadPool pool, byte[] pooled, int length)
    {
        this.pool = pool;
        this.pooled = pooled;
        Memory = pooled.AsMemory(0, length);
    }

    /// <summary>Wraps memory that somebody else owns and that outlives every reader; release does nothing.</summary>
    /// <param name="memory">The bytes.</param>
    public Payload(Memory<byte> memory) => Memory = memory;

    /// <summary>The bytes. Written by the first holder before anybody else sees them.</summary>
    public Memory<byte> Memory { get; }

    /// <summary>The bytes.</summary>
    public Span<byte> Span => Memory.Span;

    /// <summary>How many bytes.</summary>
    public int Length => Memory.Length;

    /// <summary>Adds a holder.</summary>
    /// <returns>This payload.</returns>
    public Payload Retain()
    {
        Ensure.That(Interlocked.Increment(ref holders) > 1);
        return this;
    }

    /// <inheritdoc/>
    public void Release()
    {
        int left = Interlocked.Decrement(ref holders);
        Ensure.That(left >= 0);
        if (left == 0 && pool is not null)
        {
            pool.Return(pooled!);
        }
    }
}
