namespace RnnCluster.Actors;

/// <summary>An exception that left an actor, or a fault that Akka reports about one.</summary>
/// <param name="Path">The actor's path.</param>
/// <param name="Cause">The exception; of an actor that could not be made, what its constructor threw.</param>
public sealed record ActorFailure(string Path, Exception Cause);
