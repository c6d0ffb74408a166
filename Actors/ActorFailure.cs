using RnnCluster.Actors.Supervision;

namespace RnnCluster.Actors;

/// <summary>An exception that left an actor, and what was done about it. Published on the event stream, too.</summary>
/// <param name="Path">Whose.</param>
/// <param name="Cause">The exception.</param>
/// <param name="Directive">What the supervisor decided; a restart above the limit is a stop.</param>
public sealed record ActorFailure(string Path, Exception Cause, Directive Directive);
