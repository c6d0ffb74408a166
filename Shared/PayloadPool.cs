using System.Buffers;
using System.Runtime.InteropServices;

namespace RnnCluster.Shared;

/// <summary>Where the buffers of a process's messages come from. Safe for all threads.</summary>
public sealed class PayloadPool : IPayloadSource, IPayloadOwner
{
    private int outstanding;

    /// <summary>Buffers that somebody holds: zero when nothing is under way, or one was lost.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>Lends a buffer to its first holder; its bytes are not zeroed.</summary>
    /// <inheritdoc/>
    public Payload Rent(int length)
    {
        Interlocked.Increment(ref outstanding);
        return new Payload(ArrayPool<byte>.Shared.Rent(length).AsMemory(0, length), this);
    }

    /// <summary>Lends memory that is not the pool's own, and counts it among the loans.</summary>
    /// <param name="memory">The bytes; no array.</param>
    /// <param name="owner">Whose it is: told about its return, which it hands on to <see cref="Return"/>.</param>
    public Payload Lend(Memory<byte> memory, IPayloadOwner owner)
    {
        Interlocked.Increment(ref outstanding);
        return new Payload(memory, owner);
    }

    /// <inheritdoc/>
    public void Return(Payload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        Interlocked.Decrement(ref outstanding);
        if (MemoryMarshal.TryGetArray<byte>(payload.Memory, out ArraySegment<byte> buffer))
        {
            ArrayPool<byte>.Shared.Return(buffer.Array!);
        }
    }
}
