using RnnCluster.Kernels.Updates;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>What an update did: values that are the same on every node.</summary>
/// <param name="Step">The step that the update led to, from 1.</param>
/// <param name="Loss">Mean loss over the step's targets before the update, in nats.</param>
/// <param name="Rate">The learning rate of the update.</param>
/// <param name="Norm">Global norm of the averaged gradient before clipping.</param>
/// <param name="IsClipped">Whether clipping changed the gradient; by value, whether it is on.</param>
/// <param name="Digest">Digest of parameters and moments, chained with that of the step before.</param>
public readonly record struct StepReport(
    Step Step, double Loss, double Rate, double Norm, bool IsClipped, Digest128 Digest);
