using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>An operator's change to the run becomes part of the run's state.</summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Index">Its place in the log, from 0.</param>
/// <param name="From">The first step that it holds for; at least two after the step in which it was made.</param>
/// <param name="Rate">The learning rate that replaces the spec's.</param>
[MessagePackObject]
public sealed record AmendmentAppended(
    [property: Key(0)] long Term,
    [property: Key(1)] int Index,
    [property: Key(2)] Step From,
    [property: Key(3), MessagePackFormatter(typeof(RealFormatter), RealRange.AboveZero)] double Rate) : Message;
