namespace RnnCluster.Actors;

/// <summary>Told to an actor whose <see cref="IActorContext.Ask"/> got no answer in time.</summary>
/// <param name="Target">Who was asked.</param>
/// <param name="Question">What was asked. If it was on loan, it is not the asker's any more.</param>
/// <param name="Timeout">How long the answer was waited for.</param>
public sealed record AskTimedOut(ActorRef Target, object Question, TimeSpan Timeout);
