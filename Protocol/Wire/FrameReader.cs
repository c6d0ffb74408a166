using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>
/// Finds the frames in what a connection receives, however it is cut. The receiver asks where the next bytes go
/// (<see cref="Space"/>), receives there, says how many came (<see cref="Advance"/>) and takes what is complete
/// (<see cref="TryRead"/>, until it says no). As soon as a head is there, Space is the payload's own pooled memory: its
/// bytes are copied only as far as they came together with the head, and not at all if they are in shared memory.
/// </summary>
/// <remarks>
/// A head is believed only if its checks fit, a length only within <see cref="FrameLimits"/>. Memory for a head grows
/// with the bytes that really came. After a <see cref="ProtocolException"/> the reader can only be disposed of.
/// </remarks>
public sealed class FrameReader : IDisposable
{
    // The longest head of a bulk connection fits, and many short frames do.
    private const int BufferBytesFirst =
        FrameLimits.HeaderBytes + FrameLimits.ChecksBytes + FrameLimits.PlaceBytes + Limits.BulkHeadBytesMax;

    private readonly PayloadPool pool;
    private readonly int headLengthMax;
    private readonly int payloadLengthMax;

    // buffer[start..end] was received and not read yet.
    private byte[] buffer = new byte[BufferBytesFirst];
    private int start;
    private int end;
    private bool isOpen;

    // A frame with checks has come: no greeting follows it.
    private bool isGreeted;

    // Payloads in shared memory, if the two sides have agreed on one.
    private PlacedPayload? placed;

    // The frame whose head is read; its payload, if it has one, holds the first `filled` bytes of it.
    private Envelope? pending;
    private Payload? payload;
    private int filled;

    /// <summary>Creates a reader that expects the <see cref="Preface"/> first.</summary>
    /// <param name="kind">What the connection is for: sets the limits.</param>
    /// <param name="pool">Lends the memory of payloads.</param>
    public FrameReader(ConnectionKind kind, PayloadPool pool)
    {
        this.pool = pool;
        headLengthMax = kind == ConnectionKind.Bulk ? Limits.BulkHeadBytesMax : Limits.ControlHeadBytesMax;
        payloadLengthMax = kind == ConnectionKind.Bulk ? Limits.PayloadBytesMax : 0;
    }

    /// <summary>From now on payloads may be in shared memory, at the place that the peer names.</summary>
    /// <param name="places">What both sides see.</param>
    public void Share(IPayloadPlaces places) => placed = new PlacedPayload(places);

    /// <summary>Where the next bytes are received to; never empty once <see cref="TryRead"/> has said no.</summary>
    public Memory<byte> Space
    {
        get
        {
            if (payload is not null)
            {
                return payload.Memory[filled..];
            }

            MakeRoom();
            return buffer.AsMemory(end);
        }
    }

    /// <summary>Bytes of the payload that are still to come; 0 while there is none.</summary>
    public int Missing => payload is null ? 0 : payload.Length - filled;

    /// <summary>Says how many bytes were received into <see cref="Space"/>.</summary>
    /// <param name="count">From 0 to its length.</param>
    public void Advance(int count)
    {
        int room = payload is null ? buffer.Length - end : payload.Length - filled;
        Ensure.That(count >= 0 && count <= room);
        if (payload is null)
        {
            end += count;
        }
        else
        {
            filled += count;
        }
    }

    /// <summary>Takes the next complete frame.</summary>
    /// <param name="envelope">What it says. A <see cref="BulkMessage"/> is now the caller's to release.</param>
    /// <returns>False if more bytes must come first.</returns>
    /// <exception cref="ProtocolException">What came is no frame.</exception>
    public bool TryRead([NotNullWhen(true)] out Envelope? envelope)
    {
        envelope = null;
        if (pending is null && !TryReadHead())
        {
            return false;
        }

        if (payload is not null)
        {
            int count = Math.Min(payload.Length - filled, end - start);
            buffer.AsSpan(start, count).CopyTo(payload.Span[filled..]);
            start += count;
            filled += count;
            if (filled < payload.Length)
            {
                return false;
            }
        }

        envelope = pending!;
        pending = null;
        payload = null;
        return true;
    }

    /// <summary>Says that the connection was closed by the other side: fine between two frames.</summary>
    /// <exception cref="ProtocolException">It was closed within a frame, or before the first.</exception>
    public void Complete()
    {
        if (!isOpen)
        {
            throw new ProtocolException($"the connection ended after {end - start} bytes of the preface");
        }

        if (payload is not null)
        {
            throw new ProtocolException(
                $"{pending!.Message.GetType().Name}: the connection ended after {filled} of {payload.Length} bytes of "
                + "the payload");
        }

        if (start != end)
        {
            throw new ProtocolException($"the connection ended after {end - start} bytes of a frame");
        }
    }

    /// <summary>Gives back a payload that was under way.</summary>
    public void Dispose()
    {
        payload?.Release();
        payload = null;
        pending = null;
    }

    private bool TryReadHead()
    {
        if (!isOpen && !TryReadPreface())
        {
            return false;
        }

        ReadOnlySpan<byte> received = buffer.AsSpan(start..end);
        if (received.Length < FrameLimits.HeaderBytes)
        {
            return false;
        }

        uint first = BinaryPrimitives.ReadUInt32LittleEndian(received);
        uint second = BinaryPrimitives.ReadUInt32LittleEndian(received[sizeof(uint)..]);
        bool isChecked = (first & FrameLimits.CheckedFlag) != 0;
        if (isGreeted && !isChecked)
        {
            throw new DamagedFrameException("frame: its lengths came damaged");
        }

        int placeAt = FrameLimits.HeaderBytes + (isChecked ? FrameLimits.ChecksBytes : 0);
        if (received.Length < placeAt)
        {
            return false;
        }

        if (isChecked)
        {
            FrameChecks.EnsureLengths(received);
        }

        bool isPlaced = (second & FrameLimits.PlacedFlag) != 0;
        int headLength = EnsureLength(first & ~FrameLimits.CheckedFlag, "head", headLengthMax);
        int payloadLength = EnsureLength(second & ~FrameLimits.PlacedFlag, "payload", payloadLengthMax);
        int headerBytes = placeAt + (isPlaced ? FrameLimits.PlaceBytes : 0);
        if (received.Length < headerBytes + headLength)
        {
            return false;
        }

        if (isChecked)
        {
            FrameChecks.EnsureHead(received[..(headerBytes + headLength)]);
        }

        IPayloadSource source = isPlaced ? PlaceOf(received[placeAt..]) : pool;
        ReadOnlyMemory<byte> head = buffer.AsMemory(start + headerBytes, headLength);
        pending = isChecked
            ? EnvelopeCodec.Read(head, payloadLength, source, out _)
            : ReadGreeting(head, payloadLength, source);
        isGreeted |= isChecked;
        payload = (pending.Message as BulkMessage)?.Payload;
        filled = isPlaced ? payloadLength : 0;
        start += headerBytes + headLength;
        return true;
    }

    /// <summary>
    /// A frame without checks before its head can only be a greeting. It has its own, or is an earlier version's: then
    /// it is a hello that says so, or a refusal.
    /// </summary>
    private static Envelope ReadGreeting(ReadOnlyMemory<byte> head, int payloadLength, IPayloadSource source)
    {
        Envelope envelope = EnvelopeCodec.Read(head, payloadLength, source, out int unknownFields);
        if (!FrameChecks.IsGreeting(envelope.Message))
        {
            (envelope.Message as IReleasable)?.Release();
            throw new ProtocolException($"frame: {envelope.Message.GetType().Name} came without its checks");
        }

        bool isEarlier = unknownFields == 0
            && (envelope.Message is Refused or Hello { ProtocolVersion: < ProtocolVersions.FirstWithChecks });
        return FrameChecks.EndsWithCheck(head.Span) || isEarlier
            ? envelope
            : throw new DamagedFrameException("frame: a greeting came damaged");
    }

    private PlacedPayload PlaceOf(ReadOnlySpan<byte> place)
    {
        if (placed is null)
        {
            throw new ProtocolException("frame: a payload in shared memory announced, but none is shared");
        }

        placed.Place = BinaryPrimitives.ReadInt64LittleEndian(place);
        return placed;
    }

    private bool TryReadPreface()
    {
        Preface.EnsureBegins(buffer.AsSpan(start, Math.Min(end - start, Preface.Length)));
        isOpen = end - start >= Preface.Length;
        start += isOpen ? Preface.Length : 0;
        return isOpen;
    }

    private static int EnsureLength(uint length, string part, int lengthMax) => length <= lengthMax
        ? (int)length
        : throw new ProtocolException($"frame: a {part} of at most {lengthMax} bytes expected, {length} announced");

    /// <summary>Moves what is not read yet to the front; a buffer that it fills is doubled.</summary>
    private void MakeRoom()
    {
        if (start > 0)
        {
            buffer.AsSpan(start..end).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            int needed =
                FrameLimits.HeaderBytes + FrameLimits.ChecksBytes + FrameLimits.PlaceBytes + headLengthMax;
            Array.Resize(ref buffer, Math.Min(2 * end, needed));
            Ensure.That(end < buffer.Length);
        }
    }

    /// <summary>Lends the memory at the place that the frame names.</summary>
    private sealed class PlacedPayload(IPayloadPlaces places) : IPayloadSource
    {
        public long Place { get; set; }

        public Payload Rent(int length) => places.Take(Place, length);
    }
}
