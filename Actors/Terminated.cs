namespace RnnCluster.Actors;

/// <summary>
/// Told to those who watch an actor when it has ended, after everything that it told them itself. A full mailbox does
/// not drop it.
/// </summary>
/// <param name="Actor">Who ended.</param>
public sealed record Terminated(ActorRef Actor);
