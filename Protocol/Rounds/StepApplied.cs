using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>A replica has made an update.</summary>
/// <param name="Term">Which start of a coordinator speaks: the time of that start, in milliseconds since 1970.</param>
/// <param name="Step">The step that the update led to.</param>
/// <param name="Digest">
/// The chained digest of its state: another one than the coordinator's means a broken machine.
/// </param>
/// <param name="Times">Where its time went.</param>
public sealed record StepApplied(
    long Term, Step Step, UInt128 Digest, StepTimes Times) : Message;
