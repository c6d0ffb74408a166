using System.Runtime.CompilerServices;

namespace RnnCluster.Transport.Tcp;

/// <summary>Many short pieces are one send; a long one is sent from where it lies, behind those before it.</summary>
internal sealed class CoalescingWriter(Stream stream)
{
    /// <summary>The largest send of copied pieces.</summary>
    private const int BufferBytes = 64 * 1024;

    /// <summary>Up to here a copy costs less than a send of its own.</summary>
    private const int CopiedBytesMax = 16 * 1024;

    private readonly byte[] buffer = new byte[BufferBytes];
    private int filled;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece)
    {
        bool isCopied = piece.Length <= CopiedBytesMax;
        if (filled > 0 && (!isCopied || filled + piece.Length > buffer.Length))
        {
            await SendAsync().ConfigureAwait(false);
        }

        if (isCopied)
        {
            piece.CopyTo(buffer.AsMemory(filled));
            filled += piece.Length;
        }
        else
        {
            await stream.WriteAsync(piece).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync()
    {
        if (filled > 0)
        {
            await SendAsync().ConfigureAwait(false);
        }

        await stream.FlushAsync().ConfigureAwait(false);
    }

    private ValueTask SendAsync()
    {
        int count = filled;
        filled = 0;
        return stream.WriteAsync(buffer.AsMemory(0, count));
    }
}
