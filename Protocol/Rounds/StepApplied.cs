using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>A replica has made an update.</summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Step">The step that the update led to.</param>
/// <param name="Digest">
/// The chained digest of its state: another one than the coordinator's means a broken machine.
/// </param>
/// <param name="Times">Where its time went.</param>
[MessagePackObject]
public sealed record StepApplied(
    [property: Key(0)] long Term,
    [property: Key(1)] Step Step,
    [property: Key(2)] UInt128 Digest,
    [property: Key(3)] StepTimes Times) : Message;
