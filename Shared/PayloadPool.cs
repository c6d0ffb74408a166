using System.Buffers;
using System.Runtime.InteropServices;

namespace RnnCluster.Shared;

/// <summary>Where the buffers of a process's messages come from. Safe for all threads.</summary>
public sealed class PayloadPool : IPayloadOwner
{
    private int outstanding;

    /// <summary>Buffers that somebody holds: zero when nothing is under way, or one was lost.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>Lends a buffer to its first holder.</summary>
    /// <param name="length">Bytes, not zeroed.</param>
    public Payload Rent(int length)
    {
        Interlocked.Increment(ref outstanding);
        return new Payload(ArrayPool<byte>.Shared.Rent(length).AsMemory(0, length), this);
    }

    void IPayloadOwner.Return(Payload payload)
    {
        Interlocked.Decrement(ref outstanding);
        Ensure.That(MemoryMarshal.TryGetArray<byte>(payload.Memory, out ArraySegment<byte> buffer));
        ArrayPool<byte>.Shared.Return(buffer.Array!);
    }
}
