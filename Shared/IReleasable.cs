namespace RnnCluster.Shared;

/// <summary>
/// Something on loan: a message with a pooled buffer. Whoever ends its way gives it back exactly once: the receiver
/// when it is done, or a mailbox, an outbox or the dead letters when they drop it.
/// </summary>
public interface IReleasable
{
    /// <summary>Gives it back.</summary>
    void Release();
}
