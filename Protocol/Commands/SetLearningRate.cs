using RnnCluster.Shared;

namespace RnnCluster.Protocol.Commands;

/// <summary>Another base learning rate from a step on, as an amendment.</summary>
/// <param name="Rate">Above 0.</param>
/// <param name="From">At least two after the current step; null for the earliest.</param>
public sealed record SetLearningRate(double Rate, Step? From) : OperatorCommand;
