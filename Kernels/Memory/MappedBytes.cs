using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace RnnCluster.Kernels.Memory;

/// <summary>
/// Bytes of a file that are memory of this process, and of whoever else maps them. Whoever disposes of them makes sure
/// that nobody reads them any more.
/// </summary>
public sealed unsafe class MappedBytes : MemoryManager<byte>
{
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* pointer;
    private readonly int length;
    private bool isDisposed;

    /// <summary>Takes over a view.</summary>
    /// <param name="view">The view, of at most 2 GiB - 1.</param>
    /// <param name="length">Its bytes.</param>
    public MappedBytes(MemoryMappedViewAccessor view, int length)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, view.Capacity);
        this.view = view;
        this.length = length;

        // Safety: the handle keeps the view mapped until the pointer is given back.
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        pointer += view.PointerOffset;
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);

        // Safety: the view is mapped and has so many bytes.
        return new Span<byte>(pointer, length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length);

        // Safety: mapped memory does not move.
        return new MemoryHandle(pointer + elementIndex, pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !isDisposed)
        {
            isDisposed = true;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
        }
    }
}
