using MessagePack;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>
/// Something came damaged to a worker, which did not use it. It sees itself to what it needs instead; this is so that
/// the coordinator can count.
/// </summary>
/// <param name="Step">The step of its state.</param>
/// <param name="Part">What it was.</param>
[MessagePackObject]
public sealed record DamageFound([property: Key(0)] Step Step, [property: Key(1)] DamagedPart Part) : Message;
