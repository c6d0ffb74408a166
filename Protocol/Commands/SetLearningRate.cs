using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Commands;

/// <summary>Another base learning rate from a step on, as an amendment.</summary>
/// <param name="Rate">Above 0.</param>
/// <param name="From">At least two after the current step; null for the earliest.</param>
[MessagePackObject]
public sealed record SetLearningRate(
    [property: Key(0), MessagePackFormatter(typeof(RealFormatter), RealRange.AboveZero)] double Rate,
    [property: Key(1)] Step? From) : OperatorCommand;
