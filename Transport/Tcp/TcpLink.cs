using System.Net.Sockets;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Links;
using RnnCluster.Transport.Outboxes;

namespace RnnCluster.Transport.Tcp;

/// <summary>
/// A peer over two sockets. Whatever ends one of them ends both: half a peer would compute without being heard, or be
/// heard without computing.
/// </summary>
internal sealed class TcpLink : ILink
{
    /// <summary>
    /// After a peer has ended one of its streams in order: how long the other one may take to end as well, with what is
    /// still in it; and how long this side waits for the peer when it is the one to end.
    /// </summary>
    internal static readonly TimeSpan LingerMax = TimeSpan.FromSeconds(1);

    private readonly TcpConnection control;
    private readonly TcpConnection bulk;
    private readonly TimeProvider time;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? reason;

    public TcpLink(NodeId peer, long incarnation, TcpConnection control, TcpConnection bulk, TimeProvider time)
    {
        Ensure.That(control.Kind == ConnectionKind.Control && bulk.Kind == ConnectionKind.Bulk);
        Peer = peer;
        Incarnation = incarnation;
        this.control = control;
        this.bulk = bulk;
        this.time = time;
    }

    public NodeId Peer { get; }

    public long Incarnation { get; }

    /// <summary>Whether a frame that came damaged ended it.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Completes when the loops have ended, and everybody was told.</summary>
    public Task Ended => ended.Task;

    public bool TrySend(Envelope envelope)
    {
        TcpConnection connection = envelope.Message is BulkMessage ? bulk : control;
        OutboxAnswer answer = connection.Outbox.TryAdd(envelope);
        if (answer == OutboxAnswer.Full)
        {
            Close(OutboxFull(connection.Kind));
        }

        return answer == OutboxAnswer.Taken;
    }

    public void Close(string reason)
    {
        if (Interlocked.CompareExchange(ref this.reason, reason, null) is null)
        {
            control.Abort();
            bulk.Abort();
        }
    }

    /// <summary>
    /// Takes no more messages, sends those that wait, and closes; at once after <see cref="LingerMax"/>.
    /// </summary>
    public async Task LingerAsync(string reason)
    {
        control.Outbox.Complete();
        bulk.Outbox.Complete();
        await EndedWithin(LingerMax).ConfigureAwait(false);
        Close(reason);
        await Ended.ConfigureAwait(false);
    }

    /// <summary>Runs the four loops to their end.</summary>
    /// <param name="deliver">Gets what the peer says, on the read loops' threads.</param>
    /// <param name="onEnded">Is told why it ended, after the last delivery.</param>
    public async Task RunAsync(Action<Envelope> deliver, Action<string> onEnded)
    {
        Task reading = Task.WhenAll(ReadAsync(control, deliver), ReadAsync(bulk, deliver));
        await Task.WhenAll(reading, WriteAllAsync()).ConfigureAwait(false);
        Close("the peer closed the connection");
        control.Dispose();
        bulk.Dispose();
        onEnded(reason!);
        ended.SetResult();
    }

    /// <summary>Closes what never ran.</summary>
    public void Abandon()
    {
        control.Dispose();
        bulk.Dispose();
    }

    internal static string OutboxFull(ConnectionKind kind) => kind == ConnectionKind.Bulk
        ? "the peer reads too slowly: the outbox for bulk is full"
        : "the peer reads too slowly: the outbox for control is full";

    private async Task ReadAsync(TcpConnection connection, Action<Envelope> deliver)
    {
        await Task.Yield();
        try
        {
            await connection.ReadLoopAsync(deliver).ConfigureAwait(false);

            // The peer ended this stream in order. Nothing that is written will be read, but the other stream may hold
            // its last words.
            control.Outbox.Complete();
            bulk.Outbox.Complete();
            _ = CloseAfterLingerAsync();
        }
        catch (Exception exception) when (IsEndOfConnection(exception))
        {
            if (exception is DamagedFrameException && Volatile.Read(ref reason) is null)
            {
                IsDamaged = true;
            }

            Close(ReasonOf(exception));
        }
        catch (Exception exception)
        {
            // A bug: it costs this link and is told, instead of leaving one that nobody reads.
            Close($"this node failed: {exception}");
        }
    }

    private async Task WriteAsync(TcpConnection connection)
    {
        await Task.Yield();
        try
        {
            await connection.WriteLoopAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsEndOfConnection(exception))
        {
            Close(ReasonOf(exception));
        }
        catch (Exception exception)
        {
            Close($"this node failed: {exception}");
        }
    }

    /// <summary>
    /// Ends both streams when both are written to their ends: the first one to end tells the peer to go.
    /// </summary>
    private async Task WriteAllAsync()
    {
        await Task.WhenAll(WriteAsync(control), WriteAsync(bulk)).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref reason) is null)
            {
                control.EndWriting();
                bulk.EndWriting();
            }
        }
        catch (Exception exception) when (IsEndOfConnection(exception))
        {
            Close(ReasonOf(exception));
        }
    }

    private static bool IsEndOfConnection(Exception exception) => exception
        is IOException or SocketException or ObjectDisposedException or ProtocolException;

    private static string ReasonOf(Exception exception) => exception switch
    {
        ProtocolException => $"what came over the connection cannot be read: {exception.Message}",
        _ => $"the connection broke: {exception.Message}",
    };

    private async Task CloseAfterLingerAsync()
    {
        await EndedWithin(LingerMax).ConfigureAwait(false);
        Close("the peer closed the connection");
    }

    private async Task EndedWithin(TimeSpan bound)
    {
        using var patience = new CancellationTokenSource(bound, time);
        await Ended.WaitAsync(patience.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
