using RnnCluster.Shared;

namespace RnnCluster.Learning.Disks;

/// <summary>A storage's stream: a fault of the disk is a <see cref="StorageException"/> that names the file.</summary>
/// <param name="inner">The file.</param>
/// <param name="path">What messages call it.</param>
internal sealed class StorageStream(Stream inner, string path) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw Failed("read", fault);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw Failed("written", fault);
        }
    }

    public override void Flush()
    {
        if (!inner.CanWrite)
        {
            return;
        }

        try
        {
            inner.Flush();
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw Failed("written", fault);
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>.NET reports a file that grows above the process's limit (EFBIG) as an argument out of range.</summary>
    private static bool IsOfDisk(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    private StorageException Failed(string verb, Exception fault) => new(
        fault is ArgumentOutOfRangeException
            ? $"{path}: cannot be {verb}: the file would be larger than the system allows"
            : $"{path}: cannot be {verb}: {fault.Message}",
        fault);
}
