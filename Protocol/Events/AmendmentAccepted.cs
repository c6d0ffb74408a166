using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>An amendment became part of the run.</summary>
/// <param name="Index">Its place in the log.</param>
/// <param name="From">The first step that it holds for.</param>
/// <param name="Rate">The learning rate from there on.</param>
[MessagePackObject]
public sealed record AmendmentAccepted(
    [property: Key(0)] int Index,
    [property: Key(1)] Step From,
    [property: Key(2), MessagePackFormatter(typeof(RealFormatter), RealRange.AboveZero)] double Rate) : RunEvent;
