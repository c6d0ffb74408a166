using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Dialing;
using RnnCluster.Transport.Links;
using RnnCluster.Transport.Outboxes;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Transport.Memory;

/// <summary>One end of a connection in memory, with the two channels that lead away from it.</summary>
internal sealed class MemoryLink(MemoryTransport owner, NodeIdentity peer, Dialer? dialer) : ILink
{
    private bool isOpen;

    public MemoryTransport Owner => owner;

    public NodeId Peer => peer.Node;

    public long Incarnation => peer.Incarnation;

    /// <summary>The peer's end; null only while the two are made.</summary>
    public MemoryLink Other { get; set; } = null!;

    public MemoryChannel Control { get; set; } = null!;

    public MemoryChannel Bulk { get; set; } = null!;

    public bool IsEnded { get; private set; }

    /// <summary>When the last message that is under way from here arrives.</summary>
    public TimeSpan LastDue => Control.LastDue > Bulk.LastDue ? Control.LastDue : Bulk.LastDue;

    public bool TrySend(Envelope envelope)
    {
        bool isBulk = envelope.Message is BulkMessage;
        OutboxAnswer answer = (isBulk ? Bulk : Control).TrySend(envelope);
        if (answer == OutboxAnswer.Full)
        {
            Close(TcpLink.OutboxFull(isBulk ? ConnectionKind.Bulk : ConnectionKind.Control));
        }

        return answer == OutboxAnswer.Taken;
    }

    public void Close(string reason) => owner.Network.Close(this, reason);

    /// <summary>Tells this end's node that the peer is there.</summary>
    public void Open(Hello? hello)
    {
        isOpen = true;
        owner.Links.Open(this, peer.Run, hello, owner.Outermost);
        dialer?.OnConnected();
    }

    /// <summary>Hands on what arrives here.</summary>
    public void Deliver(Envelope envelope) => owner.Links.Deliver(Peer, envelope, owner.Outermost);

    /// <summary>
    /// Ends this end: it takes nothing, and nothing arrives here. What is under way from here stays under way until the
    /// other end learns of it.
    /// </summary>
    public void End(string reason)
    {
        if (IsEnded)
        {
            return;
        }

        IsEnded = true;
        Control.Complete();
        Bulk.Complete();
        Other.Control.Dispose();
        Other.Bulk.Dispose();
        if (isOpen)
        {
            owner.Links.Close(this, reason);
            dialer?.OnLost();
        }
        else
        {
            dialer?.OnFailed(reason);
        }
    }

    /// <summary>Ends this end because its process is gone: nobody there is told, and what it sent vanishes.</summary>
    public void Crash()
    {
        IsEnded = true;
        Control.Dispose();
        Bulk.Dispose();
        Other.Control.Dispose();
        Other.Bulk.Dispose();
    }
}
