namespace RnnCluster.Learning.Snapshots;

/// <summary>
/// Chunks of equal size, the last one excepted, read as one file: an array ends at 2 GiB, a state need not.
/// </summary>
internal sealed class ChunkStream(IReadOnlyList<byte[]> chunks, int chunkBytes, long length) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int read = 0;
        while (read < buffer.Length && position < length)
        {
            (long chunk, long offset) = Math.DivRem(position, chunkBytes);
            long rest = Math.Min(chunkBytes - offset, length - position);
            int taken = (int)Math.Min(rest, buffer.Length - read);
            chunks[(int)chunk].AsSpan((int)offset, taken).CopyTo(buffer[read..]);
            position += taken;
            read += taken;
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
