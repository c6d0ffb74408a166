using RnnCluster.Kernels.Files;

namespace RnnCluster.Cli.Hosting;

/// <summary>
/// Standard output or standard error, without a buffer. Where a write failed in the middle of a line and a later one
/// succeeds, that one begins on a line of its own.
/// </summary>
/// <param name="write">Writes bytes, and says how many of them are written also when it throws.</param>
internal sealed class StandardStream(StandardStream.Writing write) : Stream
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private bool isInLine;
    private bool isTorn;

    /// <summary>Over a descriptor of this process.</summary>
    /// <param name="number">The descriptor, 1 or 2.</param>
    /// <param name="isGiven">Whether the process began with it.</param>
    public StandardStream(int number, bool isGiven)
        : this((ReadOnlySpan<byte> bytes, out int written) =>
        {
            written = 0;
            if (!isGiven)
            {
                throw Descriptor.Closed();
            }

            Descriptor.Write(number, bytes, out written);
        })
    {
    }

    /// <summary>Writes bytes to where the stream goes.</summary>
    internal delegate void Writing(ReadOnlySpan<byte> bytes, out int written);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (isTorn)
        {
            WriteThrough(LineEnd);
            isTorn = false;
        }

        WriteThrough(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void WriteThrough(ReadOnlySpan<byte> bytes)
    {
        int written = 0;
        try
        {
            write(bytes, out written);
        }
        catch (IOException)
        {
            isInLine = written > 0 ? bytes[written - 1] != LineEnd[0] : isInLine;
            isTorn = isInLine;
            throw;
        }

        isInLine = bytes.IsEmpty ? isInLine : bytes[^1] != LineEnd[0];
    }
}
