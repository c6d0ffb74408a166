using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>An amendment became part of the run.</summary>
/// <param name="Index">Its place in the log.</param>
/// <param name="From">The first step that it holds for.</param>
/// <param name="Rate">The learning rate from there on.</param>
public sealed record AmendmentAccepted(int Index, Step From, double Rate) : RunEvent;
