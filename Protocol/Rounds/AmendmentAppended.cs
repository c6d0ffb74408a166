using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>An operator's change to the run becomes part of the run's state.</summary>
/// <param name="Term">Which start of a coordinator speaks: the time of that start, in milliseconds since 1970.</param>
/// <param name="Index">Its place in the log, from 0.</param>
/// <param name="From">The first step that it holds for; at least two after the step in which it was made.</param>
/// <param name="Rate">The learning rate that replaces the spec's.</param>
public sealed record AmendmentAppended(long Term, int Index, Step From, double Rate) : Message;
