using Akka.Actor;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Joining;

namespace RnnCluster.Node.Transfers;

/// <summary>
/// A blob on its way to one worker. A part is made when the worker has taken one, so that no more than
/// <paramref name="inFlightMax"/> of them are in memory, however large the blob and however slow the worker.
/// </summary>
/// <param name="to">The worker.</param>
/// <param name="source">The blob.</param>
/// <param name="inFlightMax">Parts on the way.</param>
/// <param name="now">When it begins.</param>
internal sealed class Transfer(IActorRef to, IPartSource source, int inFlightMax, TimeSpan now)
{
    /// <summary>Where the parts on the way begin, in order.</summary>
    private readonly Queue<long> inFlight = new();

    private long offset;

    public IActorRef To => to;

    public IPartSource Source => source;

    /// <summary>When the worker took a part last.</summary>
    public TimeSpan LastTaken { get; private set; } = now;

    /// <summary>Whether the last part is on its way: nothing more of the blob is needed.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Sends as much as may be on the way; of an empty blob one empty part.</summary>
    public void Send(IActorRef from)
    {
        while (!IsSent && inFlight.Count < inFlightMax)
        {
            BulkMessage part = source.PartAt(offset);
            inFlight.Enqueue(offset);
            offset += part.Payload.Length;
            IsSent = offset >= source.Length;
            to.Tell(part, from);
        }
    }

    /// <summary>
    /// The worker has taken a part; what is said of another than the next one is of an earlier transfer.
    /// </summary>
    public void OnTaken(PartTaken taken, TimeSpan now)
    {
        if (taken.Hash == source.Hash && inFlight.TryPeek(out long next) && taken.Offset == next)
        {
            inFlight.Dequeue();
            LastTaken = now;
        }
    }
}
