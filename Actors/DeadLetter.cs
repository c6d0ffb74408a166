namespace RnnCluster.Actors;

/// <summary>Published on the event stream for every message that nobody handles.</summary>
/// <param name="Message">
/// The message. An <see cref="Shared.IReleasable"/> is released already: look at its type alone.
/// </param>
/// <param name="Sender">Who told it, if that is known.</param>
/// <param name="Receiver">Whom it was meant for.</param>
/// <param name="Reason">Why it was not handled.</param>
public sealed record DeadLetter(object Message, ActorRef? Sender, ActorRef Receiver, DeadLetterReason Reason);
