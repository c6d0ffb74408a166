using System.Buffers;

namespace RnnCluster.Shared;

/// <summary>Where the buffers of a process's messages come from. Safe for all threads.</summary>
public sealed class PayloadPool
{
    private int outstanding;

    /// <summary>Buffers that somebody holds: zero when nothing is under way, or one was lost.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>Lends a buffer to its first holder.</summary>
    /// <param name="length">Bytes, not zeroed.</param>
    public Payload Rent(int length)
    {
        Interlocked.Increment(ref outstanding);
        return new Payload(this, ArrayPool<byte>.Shared.Rent(length), length);
    }

    internal void Return(byte[] buffer)
    {
        Interlocked.Decrement(ref outstanding);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
