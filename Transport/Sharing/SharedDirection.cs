using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Sharing;

/// <summary>
/// One direction of a <see cref="SharedFile"/>: blocks that the writing side lays out and the reading side frees.
/// Mapped as long as somebody uses it, which may be longer than the connection lives.
/// </summary>
/// <remarks>
/// <code>
/// offset   0          4                  64            64 + P
///          +----------+------------------+-------------+----------------+
///          | state    | not used         | payload     | up to the next |
///          | u32      |                  | P bytes     | multiple of 64 |
///          +----------+------------------+-------------+----------------+
/// </code>
/// </remarks>
internal sealed class SharedDirection(MemoryMappedViewAccessor view, int length) : IDisposable
{
    /// <summary>Before each payload, so that it begins where a register of any width may be loaded from.</summary>
    public const int HeaderBytes = 64;

    private const uint Free = 0;
    private const uint Held = 1;

    private readonly MappedBytes bytes = new(view, length);
    private int users = 1;
    private int isDisposed;

    public int Length => length;

    /// <summary>Keeps it mapped until <see cref="Leave"/>.</summary>
    /// <returns>False if it is not mapped any more.</returns>
    public bool TryEnter()
    {
        int seen = Volatile.Read(ref users);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            ((IDisposable)bytes).Dispose();
        }
    }

    /// <summary>A block's payload.</summary>
    public Memory<byte> PayloadAt(int block, int count) => bytes.Memory.Slice(block + HeaderBytes, count);

    public bool IsFree(int block) => Volatile.Read(ref StateOf(block)) == Free;

    public void Hold(int block) => Volatile.Write(ref StateOf(block), Held);

    /// <summary>Gives a block back to the writing side, behind all reads of it.</summary>
    public void Release(int block) => Volatile.Write(ref StateOf(block), Free);

    /// <summary>Unmaps it when the last one has left.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 0)
        {
            Leave();
        }
    }

    private ref uint StateOf(int block)
    {
        Ensure.That(block % HeaderBytes == 0);
        return ref MemoryMarshal.AsRef<uint>(bytes.GetSpan().Slice(block, sizeof(uint)));
    }
}
