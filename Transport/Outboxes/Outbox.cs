using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Sharing;

namespace RnnCluster.Transport.Outboxes;

/// <summary>
/// What waits to leave over one connection. Any thread adds, encoded on the spot; one write loop takes all that is
/// there as a batch, while the next one fills. The bounds count what is being written as well.
/// </summary>
/// <param name="messagesMax">The most messages.</param>
/// <param name="bytesMax">The most bytes.</param>
/// <param name="isInline">
/// Whether who adds to an idle outbox writes as much as the socket takes at once: worth it for messages that are large
/// enough to be written one by one.
/// </param>
internal sealed class Outbox(int messagesMax, long bytesMax, bool isInline = false)
{
    /// <summary>A shorter payload costs less in the send that its head needs anyway.</summary>
    private const int PlacedBytesMin = 4 * 1024;

    private readonly Lock gate = new();
    private readonly AsyncSignal signal = new(isInline);
    private FrameBatch filling = new();
    private FrameBatch leaving = new();
    private long leavingBytes;
    private int leavingMessages;
    private bool isComplete;
    private SharedOutbox? shared;

    /// <summary>Leaves payloads from now on where the peer sees them, behind all that was added before.</summary>
    public void Share(SharedOutbox places) => Volatile.Write(ref shared, places);

    /// <summary>Adds a message, unless the outbox is at a bound: then it closes.</summary>
    /// <exception cref="ProtocolException">No receiver would take the message: a bug of the sender's.</exception>
    public OutboxAnswer TryAdd(Envelope envelope)
    {
        Payload? payload = (envelope.Message as BulkMessage)?.Payload;
        SharedOutbox? places = payload?.Length >= PlacedBytesMin ? Volatile.Read(ref shared) : null;
        long? place = places?.TryPlace(payload!.Span);
        OutboxAnswer? answer = null;
        try
        {
            answer = TryAdd(envelope, payload, place);
            return answer.Value;
        }
        finally
        {
            if (answer != OutboxAnswer.Taken && place is { } unused)
            {
                places!.TakeBack(unused);
            }
        }
    }

    /// <summary>All that waits, to be given back to <see cref="OnSent"/>; null when nothing will come.</summary>
    public async ValueTask<FrameBatch?> TakeAsync()
    {
        while (true)
        {
            lock (gate)
            {
                if (filling.Messages > 0)
                {
                    (filling, leaving) = (leaving, filling);
                    leavingBytes = leaving.Bytes;
                    leavingMessages = leaving.Messages;
                    return leaving;
                }

                if (isComplete)
                {
                    return null;
                }
            }

            await signal.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Releases a batch: written, or given up.</summary>
    /// <param name="batch">What <see cref="TakeAsync"/> gave.</param>
    /// <param name="sent">How many of its payloads were released already.</param>
    public void OnSent(FrameBatch batch, int sent)
    {
        lock (gate)
        {
            Ensure.That(batch == leaving);
            leavingBytes = 0;
            leavingMessages = 0;
            batch.Clear(sent);
        }
    }

    /// <summary>Takes nothing more; what waits is still handed out.</summary>
    public void Complete()
    {
        lock (gate)
        {
            isComplete = true;
        }

        signal.Set();
    }

    /// <summary>Takes nothing more and releases what waits.</summary>
    public void Close()
    {
        lock (gate)
        {
            CloseNow();
        }

        signal.Set();
    }

    private OutboxAnswer TryAdd(Envelope envelope, Payload? payload, long? place)
    {
        lock (gate)
        {
            if (isComplete)
            {
                return OutboxAnswer.Closed;
            }

            long payloadBytes = place is null && payload is not null ? payload.Length : 0;
            if (leavingMessages + filling.Messages >= messagesMax
                || leavingBytes + filling.Bytes + payloadBytes > bytesMax)
            {
                CloseNow();
                signal.Set();
                return OutboxAnswer.Full;
            }

            filling.Append(envelope, place);
        }

        signal.Set();
        return OutboxAnswer.Taken;
    }

    private void CloseNow()
    {
        isComplete = true;
        filling.Clear(sent: 0);
    }
}
