using System.Buffers;
using System.Buffers.Binary;
using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>
/// Turns envelopes into bytes, one after the other into one buffer, so that many short messages leave in one write.
/// A payload is never copied: it goes to the connection behind its head, from where it lies, unless the receiver sees
/// it already.
/// </summary>
public sealed class FrameWriter
{
    // A few dozen heads; a plan or a spec makes it grow once.
    private const int BufferBytesFirst = 4 * 1024;

    private readonly Output output = new();

    /// <summary>What was appended since the last <see cref="Clear"/>; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Written => output.Written;

    /// <summary>Appends the <see cref="Preface"/>.</summary>
    public void AppendPreface() => output.Write(Preface.Bytes);

    /// <summary>Appends a frame, all but its payload.</summary>
    /// <param name="envelope">What is sent.</param>
    /// <param name="place">Where its payload lies in memory that the receiver sees; null if it does not.</param>
    /// <returns>
    /// The bytes that must directly follow on the connection; null if there are none. They stay the message's: whoever
    /// sends them releases the message afterwards.
    /// </returns>
    /// <exception cref="ProtocolException">The frame is larger than a receiver takes; nothing was appended.</exception>
    public Payload? Append(Envelope envelope, long? place = null)
    {
        int start = output.Length;
        try
        {
            bool isGreeting = FrameChecks.IsGreeting(envelope.Message);
            int placeAt = FrameLimits.HeaderBytes + (isGreeting ? 0 : FrameLimits.ChecksBytes);
            int headerBytes = placeAt + (place is null ? 0 : FrameLimits.PlaceBytes);
            output.Advance(headerBytes);
            var writer = new MessagePackWriter(output);
            EnvelopeCodec.Write(ref writer, envelope);
            writer.Flush();
            if (isGreeting)
            {
                FrameChecks.WriteGreetings(ref writer, output.Tail(start)[headerBytes..]);
                writer.Flush();
            }

            Payload? payload = (envelope.Message as BulkMessage)?.Payload;
            int headLength = output.Length - start - headerBytes;
            int payloadLength = payload?.Length ?? 0;
            EnsureFits(envelope.Message, headLength, payloadLength);
            Span<byte> header = output.Tail(start);
            uint checkedFlag = isGreeting ? 0 : FrameLimits.CheckedFlag;
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)headLength | checkedFlag);
            uint flag = place is null ? 0 : FrameLimits.PlacedFlag;
            BinaryPrimitives.WriteUInt32LittleEndian(header[sizeof(uint)..], (uint)payloadLength | flag);
            if (place is { } known)
            {
                BinaryPrimitives.WriteInt64LittleEndian(header[placeAt..], known);
            }

            if (!isGreeting)
            {
                FrameChecks.Write(header);
            }

            start = output.Length;
            return payloadLength == 0 || place is not null ? null : payload;
        }
        finally
        {
            output.Truncate(start);
        }
    }

    /// <summary>Forgets what was appended and keeps the memory.</summary>
    public void Clear() => output.Truncate(0);

    private static void EnsureFits(Message message, int headLength, int payloadLength)
    {
        int headLengthMax = message is BulkMessage ? Limits.BulkHeadBytesMax : Limits.ControlHeadBytesMax;
        int payloadLengthMax = MessageTable.Find(message).PayloadBytesMax;
        if (headLength > headLengthMax || payloadLength > payloadLengthMax)
        {
            throw new ProtocolException(
                $"{message.GetType().Name}: a head of at most {headLengthMax} bytes and a payload of at most "
                + $"{payloadLengthMax} expected, {headLength} and {payloadLength} found");
        }
    }

    /// <summary>A buffer that grows, whose bytes can still be changed.</summary>
    private sealed class Output : IBufferWriter<byte>
    {
        private byte[] buffer = new byte[BufferBytesFirst];

        public int Length { get; private set; }

        public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, Length);

        public Span<byte> Tail(int start) => buffer.AsSpan(start, Length - start);

        public void Truncate(int length) => Length = length;

        public void Advance(int count)
        {
            EnsureSpace(count);
            Length += count;
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            EnsureSpace(Math.Max(sizeHint, 1));
            return buffer.AsMemory(Length);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        private void EnsureSpace(int count)
        {
            if (buffer.Length - Length < count)
            {
                Array.Resize(ref buffer, Math.Max(2 * buffer.Length, Length + count));
            }
        }
    }
}
