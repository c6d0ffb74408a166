using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Outboxes;

namespace RnnCluster.Transport.Memory;

/// <summary>
/// One direction of one connection: what goes in as a message is encoded, and what comes out was decoded, by the same
/// code as on a socket. Without a clock it comes out at once, with one when its time has come, in order.
/// </summary>
internal sealed class MemoryChannel : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<Flight> flights = [];
    private readonly FrameWriter writer = new();
    private readonly FrameReader reader;
    private readonly long bytesMax;
    private readonly Action<Envelope> deliver;
    private readonly MemoryDelays? delays;
    private readonly ITimer? timer;
    private long flightBytes;
    private TimeSpan lastDue;
    private bool isComplete;
    private bool isClosed;
    private bool isPaused;

    /// <summary>Creates a channel.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="receiver">Lends payloads on the side where it ends.</param>
    /// <param name="bytesMax">The most bytes under way, as in the outbox of a socket.</param>
    /// <param name="delays">How long messages take; null for no time.</param>
    /// <param name="deliver">Gets what comes out.</param>
    public MemoryChannel(
        ConnectionKind kind, PayloadPool receiver, long bytesMax, MemoryDelays? delays, Action<Envelope> deliver)
    {
        this.bytesMax = bytesMax;
        this.delays = delays;
        this.deliver = deliver;
        reader = new FrameReader(kind, receiver);
        _ = Feed(Preface.Bytes);
        timer = delays?.Time.CreateTimer(
            static self => ((MemoryChannel)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the last message that is under way comes out; the past if none is.</summary>
    public TimeSpan LastDue => lastDue;

    /// <summary>Nothing comes out before this moment: the other side does not know of the connection yet.</summary>
    public void HoldUntil(TimeSpan due) => lastDue = due;

    /// <summary>
    /// Held while a connection is opened at its two ends, so that nothing arrives before the news of it.
    /// </summary>
    public Lock.Scope EnterScope() => gate.EnterScope();

    public OutboxAnswer TrySend(Envelope envelope)
    {
        lock (gate)
        {
            if (isComplete)
            {
                return OutboxAnswer.Closed;
            }

            int payloadBytes = (envelope.Message as BulkMessage)?.Payload.Length ?? 0;
            if (delays is not null
                && (flights.Count >= TransportOptions.OutboxMessagesMax || flightBytes + payloadBytes > bytesMax))
            {
                return OutboxAnswer.Full;
            }

            writer.Clear();
            Payload? payload = writer.Append(envelope);
            if (delays is null)
            {
                Deliver(writer.Written.Span, payload, envelope.Message as IReleasable);
            }
            else
            {
                Depart(delays, payload, envelope.Message as IReleasable);
            }

            return OutboxAnswer.Taken;
        }
    }

    /// <summary>Takes nothing more; what is under way comes out.</summary>
    public void Complete()
    {
        lock (gate)
        {
            isComplete = true;
        }
    }

    /// <summary>Takes nothing more, and nothing comes out any more: what is under way is released.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isComplete = true;
            isClosed = true;
            while (flights.TryDequeue(out Flight? flight))
            {
                flight.Loan?.Release();
            }

            flightBytes = 0;
            timer?.Dispose();
            reader.Dispose();
        }
    }

    /// <summary>The line is cut, and nobody has noticed: nothing comes out until it heals or is closed.</summary>
    public void Pause()
    {
        lock (gate)
        {
            isPaused = true;
        }
    }

    public void Resume()
    {
        lock (gate)
        {
            isPaused = false;
            Arm();
        }
    }

    private void Depart(MemoryDelays delays, Payload? payload, IReleasable? loan)
    {
        TimeSpan due = delays.Now + delays.Next();
        lastDue = due > lastDue ? due : lastDue;
        var flight = new Flight(lastDue, writer.Written.ToArray(), payload, loan);
        flights.Enqueue(flight);
        flightBytes += flight.Bytes;
        if (flights.Count == 1)
        {
            Arm();
        }
    }

    private void OnTimer()
    {
        lock (gate)
        {
            while (!isPaused && flights.TryPeek(out Flight? flight) && flight.Due <= delays!.Now)
            {
                flights.Dequeue();
                flightBytes -= flight.Bytes;
                Deliver(flight.Head, flight.Payload, flight.Loan);
            }

            Arm();
        }
    }

    private void Arm()
    {
        if (!isPaused && !isClosed && flights.TryPeek(out Flight? flight))
        {
            TimeSpan wait = flight.Due - delays!.Now;
            timer!.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void Deliver(ReadOnlySpan<byte> head, Payload? payload, IReleasable? loan)
    {
        Envelope? envelope = Feed(head);
        if (payload is not null)
        {
            Ensure.That(envelope is null);
            envelope = Feed(payload.Span);
        }

        loan?.Release();
        Ensure.That(envelope is not null);
        deliver(envelope);
    }

    private Envelope? Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Span<byte> space = reader.Space.Span;
            int count = Math.Min(space.Length, bytes.Length);
            bytes[..count].CopyTo(space);
            reader.Advance(count);
            bytes = bytes[count..];
            if (reader.TryRead(out Envelope? envelope))
            {
                Ensure.That(bytes.Length == 0);
                return envelope;
            }
        }

        return null;
    }

    /// <summary>A message under way: encoded but for its payload, which its sender lent.</summary>
    private sealed record Flight(TimeSpan Due, byte[] Head, Payload? Payload, IReleasable? Loan)
    {
        public long Bytes => Head.Length + (Payload?.Length ?? 0);
    }
}
