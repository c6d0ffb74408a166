using Akka.Actor;
using RnnCluster.Shared;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport.Faults;

/// <summary>One kind of messages to one peer, in order: a message that waits lets none behind it pass.</summary>
internal sealed class DelayedLine : IDisposable
{
    private readonly ITransport inner;
    private readonly NodeId peer;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly Queue<Waiting> queue = [];
    private readonly ITimer timer;
    private readonly long start;
    private TimeSpan lastDue;

    public DelayedLine(ITransport inner, NodeId peer, TimeProvider time)
    {
        this.inner = inner;
        this.peer = peer;
        this.time = time;
        start = time.GetTimestamp();
        timer = time.CreateTimer(
            static self => ((DelayedLine)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => time.GetElapsedTime(start);

    public void Send(Envelope envelope, IActorRef? sender, TimeSpan by)
    {
        lock (gate)
        {
            if (queue.Count == 0 && by == TimeSpan.Zero)
            {
                inner.Send(peer, envelope, sender);
                return;
            }

            TimeSpan due = Now + by;
            lastDue = due > lastDue ? due : lastDue;
            queue.Enqueue(new Waiting(lastDue, inner.ConnectionOf(peer), envelope, sender));
            if (queue.Count == 1)
            {
                Arm();
            }
        }
    }

    /// <summary>Sends all that waits.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            timer.Dispose();
            while (queue.TryDequeue(out Waiting? waiting))
            {
                Forward(waiting);
            }
        }
    }

    private void OnTimer()
    {
        lock (gate)
        {
            while (queue.TryPeek(out Waiting? waiting) && waiting.Due <= Now)
            {
                queue.Dequeue();
                Forward(waiting);
            }

            Arm();
        }
    }

    private void Forward(Waiting waiting)
    {
        if (waiting.Connection == inner.ConnectionOf(peer))
        {
            inner.Send(peer, waiting.Envelope, waiting.Sender);
        }
        else
        {
            inner.Bury(peer, waiting.Envelope, waiting.Sender);
        }
    }

    private void Arm()
    {
        if (queue.TryPeek(out Waiting? waiting))
        {
            TimeSpan wait = waiting.Due - Now;
            timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed record Waiting(TimeSpan Due, long Connection, Envelope Envelope, IActorRef? Sender);
}
