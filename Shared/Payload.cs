namespace RnnCluster.Shared;

/// <summary>
/// Bytes on loan, with a count of their holders: what one message carries to several receivers is written once. The
/// last holder's release returns them to their owner.
/// </summary>
public sealed class Payload : IReleasable
{
    private readonly IPayloadOwner? owner;
    private int holders = 1;

    internal Payload(Memory<byte> memory, IPayloadOwner owner)
    {
        this.owner = owner;
        Memory = memory;
    }

    /// <summary>Wraps memory that nobody writes again; release does nothing.</summary>
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
        if (left == 0)
        {
            owner?.Return(this);
        }
    }
}
