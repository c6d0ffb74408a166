namespace RnnCluster.Actors.Mailboxes;

/// <summary>A message on its way, by value: telling allocates nothing while the mailbox has room for it.</summary>
/// <param name="Message">What was told, or the timer that is due.</param>
/// <param name="Sender">Whom to answer.</param>
/// <param name="WasStashed">
/// Whether it has been at the head of the mailbox before: a <see cref="Terminated"/> that was found due then is due.
/// </param>
internal readonly record struct Envelope(object Message, ActorRef? Sender, bool WasStashed = false);
