using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>
/// Something came damaged to a worker, which did not use it. It sees itself to what it needs instead; this is so that
/// the coordinator can count.
/// </summary>
/// <param name="Step">The step of its state.</param>
/// <param name="Part">What it was.</param>
public sealed record DamageFound(Step Step, DamagedPart Part) : Message;
