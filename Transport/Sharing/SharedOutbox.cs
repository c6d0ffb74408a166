namespace RnnCluster.Transport.Sharing;

/// <summary>
/// Copies payloads to where the peer sees them: the first gap that is large enough, so that little memory is used again
/// and again. Where there is none, the payload goes over the socket. Safe for all threads.
/// </summary>
internal sealed class SharedOutbox
{
    /// <summary>What memory is given out in.</summary>
    private const int PageBytes = 4096;

    private readonly Lock gate = new();
    private readonly SharedFile file;
    private readonly SharedDirection direction;
    private readonly Predicate<(int First, int End)> isFree;

    // Blocks that the peer has not given back, in the order of their places: (first byte, first byte behind).
    private readonly List<(int First, int End)> blocks = [];

    /// <summary>Up to here every page is there.</summary>
    private int written;

    private int bytesMax;

    public SharedOutbox(SharedFile file)
    {
        this.file = file;
        direction = file.Outgoing;
        bytesMax = direction.Length;
        isFree = block => direction.IsFree(block.First);
    }

    /// <summary>Copies a payload.</summary>
    /// <returns>Its place; null if there is no room for it.</returns>
    public long? TryPlace(ReadOnlySpan<byte> payload)
    {
        if (!direction.TryEnter())
        {
            return null;
        }

        try
        {
            int bytes = Align(SharedDirection.HeaderBytes + payload.Length);
            int block;
            lock (gate)
            {
                block = FindGap(bytes, out int index);
                int end = block + bytes;
                if (block < 0 || (end > written && !TryWriteFirst(block, payload)))
                {
                    return null;
                }

                blocks.Insert(index, (block, end));
                direction.Hold(block);
                if (end > written)
                {
                    written = end / PageBytes * PageBytes;
                    return block;
                }
            }

            payload.CopyTo(direction.PayloadAt(block, payload.Length).Span);
            return block;
        }
        finally
        {
            direction.Leave();
        }
    }

    /// <summary>Takes a payload back that was never announced.</summary>
    public void TakeBack(long place)
    {
        if (direction.TryEnter())
        {
            direction.Release((int)place);
            direction.Leave();
        }
    }

    private static int Align(int bytes) =>
        (bytes + SharedDirection.HeaderBytes - 1) / SharedDirection.HeaderBytes * SharedDirection.HeaderBytes;

    /// <summary>Forgets the blocks that were given back, and finds the first gap behind the others.</summary>
    private int FindGap(int bytes, out int index)
    {
        blocks.RemoveAll(isFree);
        int end = 0;
        for (index = 0; index < blocks.Count && blocks[index].First - end < bytes; index++)
        {
            end = blocks[index].End;
        }

        return end <= bytesMax - bytes ? end : -1;
    }

    private bool TryWriteFirst(int block, ReadOnlySpan<byte> payload)
    {
        try
        {
            file.WriteFirst(block, stackalloc byte[SharedDirection.HeaderBytes]);
            file.WriteFirst(block + SharedDirection.HeaderBytes, payload);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // No memory left, or the connection ends: what there is must do.
            bytesMax = written;
            return false;
        }
    }
}
