using System.Net;
using System.Net.Sockets;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Outboxes;
using RnnCluster.Transport.Sharing;

namespace RnnCluster.Transport.Tcp;

/// <summary>One socket: control or bulk of a peer, each with a read loop and a write loop of its own.</summary>
internal sealed class TcpConnection : IDisposable
{
    /// <summary>The address in the frames of a handshake: nobody but the transport reads them.</summary>
    private const string HandshakePath = "/handshake";

    /// <summary>Less comes in one piece anyway.</summary>
    private const int WakeBytesMin = 64 * 1024;

    /// <summary>More does not fit the kernel's buffers everywhere.</summary>
    private const int WakeBytesMax = 1024 * 1024;

    private readonly Socket socket;
    private readonly Stream stream;
    private readonly bool isDialler;
    private readonly PayloadPool pool;
    private readonly TransportOptions options;
    private readonly SharedAgreement agreement;
    private FrameReader reader;

    /// <summary>How many bytes must have come before the kernel wakes the reader.</summary>
    private int wakeBytes = 1;

    private bool canWakeLate;

    /// <summary>Takes over a socket.</summary>
    /// <param name="socket">The socket, connected.</param>
    /// <param name="stream">What lies between it and the frames.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="isDialler">
    /// Whether this side dialled. It has one peer to write to, and its tellers write large messages themselves; a side
    /// that listens has many, and lets the pool write to all of them at the same time.
    /// </param>
    /// <param name="pool">Lends the memory of what comes.</param>
    /// <param name="options">Bounds.</param>
    public TcpConnection(
        Socket socket,
        Stream stream,
        ConnectionKind kind,
        bool isDialler,
        PayloadPool pool,
        TransportOptions options)
    {
        this.isDialler = isDialler;
        this.socket = socket;
        this.stream = stream;
        this.pool = pool;
        this.options = options;
        canWakeLate = stream is NetworkStream && OperatingSystem.IsLinux();
        agreement = new SharedAgreement(isDialler, options.SharedBytesMax);
        Kind = kind;
        reader = new FrameReader(kind, pool);
        Outbox = CreateOutbox();
    }

    public ConnectionKind Kind { get; private set; }

    public Outbox Outbox { get; private set; }

    /// <summary>
    /// The side that listens learns from the hello what a connection is for. Nothing was read behind the hello: the
    /// dialling side waits for its welcome.
    /// </summary>
    public void BecomeBulk()
    {
        Ensure.That(Kind == ConnectionKind.Control);
        Kind = ConnectionKind.Bulk;
        Outbox = CreateOutbox();
        reader.Dispose();
        reader = new FrameReader(Kind, pool);
        Preface.Bytes.CopyTo(reader.Space.Span);
        reader.Advance(Preface.Length);
    }

    /// <summary>Writes the preface and a message of the handshake.</summary>
    public async Task GreetAsync(Message message, CancellationToken cancellation)
    {
        var writer = new FrameWriter();
        writer.AppendPreface();
        writer.Append(new Envelope(HandshakePath, null, message));
        await stream.WriteAsync(writer.Written, cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads the peer's preface and its message of the handshake.</summary>
    /// <exception cref="ProtocolException">It says something else, or nothing before it closes.</exception>
    public async Task<Message> ReadGreetingAsync(CancellationToken cancellation)
    {
        Envelope? envelope;
        while (!reader.TryRead(out envelope))
        {
            int count = await stream.ReadAsync(reader.Space, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                reader.Complete();
                throw new ProtocolException("handshake: the connection ended behind the preface");
            }

            reader.Advance(count);
        }

        return envelope.Message;
    }

    /// <summary>Reads and forgets until the peer ends the stream.</summary>
    /// <param name="bytesMax">At most so much.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task DrainAsync(int bytesMax, CancellationToken cancellation)
    {
        byte[] scratch = new byte[4096];
        int count = 1;
        for (int drained = 0; drained < bytesMax && count > 0; drained += count)
        {
            count = await stream.ReadAsync(scratch, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The side that dialled offers memory for payloads if the peer is on this machine. Until the answer, and if it is
    /// no, they go over the socket.
    /// </summary>
    public void OfferSharedMemory()
    {
        Ensure.That(Kind == ConnectionKind.Bulk);
        if (MayBeOnThisMachine() && agreement.Offer() is { } offer)
        {
            Tell(offer);
        }
    }

    /// <summary>Hands every frame to the caller until the peer ends the stream.</summary>
    public async Task ReadLoopAsync(Action<Envelope> deliver)
    {
        while (true)
        {
            while (reader.TryRead(out Envelope? envelope))
            {
                switch (envelope.Message)
                {
                    case SharedMemoryOffered offer when Kind == ConnectionKind.Bulk:
                        SharedFile? offered = agreement.OnOffered(offer);
                        Tell(new SharedMemoryAnswered(offered is not null));
                        Share(offered);
                        break;
                    case SharedMemoryAnswered answer:
                        Share(agreement.OnAnswered(answer));
                        break;
                    default:
                        deliver(envelope);
                        break;
                }
            }

            WakeAt(reader.Missing);
            int count = await stream.ReadAsync(reader.Space).ConfigureAwait(false);
            if (count == 0)
            {
                reader.Complete();
                return;
            }

            reader.Advance(count);
        }
    }

    /// <summary>Writes what the outbox takes until it is complete and empty.</summary>
    public async Task WriteLoopAsync()
    {
        var coalescing = new CoalescingWriter(stream);
        while (await Outbox.TakeAsync().ConfigureAwait(false) is { } batch)
        {
            int sent = 0;
            try
            {
                int headStart = 0;
                for (; sent < batch.PayloadCount; sent++)
                {
                    int headEnd = batch.HeadEndOf(sent);
                    await coalescing.WriteAsync(batch.Heads[headStart..headEnd]).ConfigureAwait(false);
                    headStart = headEnd;
                    Payload payload = batch.PayloadOf(sent);
                    await coalescing.WriteAsync(payload.Memory).ConfigureAwait(false);
                    payload.Release();
                }

                await coalescing.WriteAsync(batch.Heads[headStart..]).ConfigureAwait(false);
                await coalescing.FlushAsync().ConfigureAwait(false);
            }
            finally
            {
                Outbox.OnSent(batch, sent);
            }
        }
    }

    /// <summary>Says that nothing more is written; the peer reads everything before it sees the end.</summary>
    public void EndWriting() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends both loops. What waits is released; what a loop holds, the loop releases.</summary>
    public void Abort()
    {
        Outbox.Close();
        stream.Dispose();
        socket.Dispose();
    }

    /// <summary>
    /// Ends the connection and releases what was half read: when both loops have ended, or never ran.
    /// </summary>
    public void Dispose()
    {
        Abort();
        reader.Dispose();
        agreement.Dispose();
    }

    /// <summary>An address of this machine may be forwarded to another one: the peer's answer decides.</summary>
    private bool MayBeOnThisMachine() =>
        socket.RemoteEndPoint is IPEndPoint remote && socket.LocalEndPoint is IPEndPoint local
        && (IPAddress.IsLoopback(remote.Address) || remote.Address.Equals(local.Address));

    /// <summary>From here on payloads may lie there, in both directions.</summary>
    private void Share(SharedFile? file)
    {
        if (file is not null)
        {
            reader.Share(new SharedInbox(file.Incoming, pool));
            Outbox.Share(new SharedOutbox(file));
        }
    }

    private void Tell(Message message) => Outbox.TryAdd(new Envelope(HandshakePath, null, message));

    /// <summary>
    /// A large payload comes in dozens of pieces: the reader sleeps until it is all there. Only where nothing stands
    /// between socket and reader that may hold some of it already.
    /// </summary>
    private void WakeAt(int missing)
    {
        int bytes = missing < WakeBytesMin ? 1 : Math.Min(missing, WakeBytesMax);
        if (bytes == wakeBytes || !canWakeLate)
        {
            return;
        }

        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
            wakeBytes = bytes;
        }
        catch (SocketException)
        {
            // A kernel that does not know it wakes the reader for every piece. If the connection is broken, the next
            // read says so.
            canWakeLate = false;
        }
    }

    private Outbox CreateOutbox() => new(
        TransportOptions.OutboxMessagesMax,
        Kind == ConnectionKind.Bulk ? options.OutboxBulkBytesMax : TransportOptions.OutboxControlBytesMax,
        isInline: Kind == ConnectionKind.Bulk && isDialler);
}
