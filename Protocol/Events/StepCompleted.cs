using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>An update was made.</summary>
/// <param name="Step">The step that it led to.</param>
/// <param name="Loss">Mean loss over the step's targets in nats.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Norm">Global norm of the averaged gradient before clipping.</param>
/// <param name="IsClipped">Whether clipping changed it; by value, whether it is on.</param>
/// <param name="Digest">The chained digest.</param>
/// <param name="Duration">Since the update before.</param>
public sealed record StepCompleted(
    Step Step, double Loss, double Rate, double Norm, bool IsClipped, UInt128 Digest, TimeSpan Duration) : RunEvent;
