using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>A worker's heartbeat came.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Step">The step of its state.</param>
/// <param name="ResidentBytes">Memory of its process.</param>
/// <param name="RoundTrip">
/// How long the heartbeat before it took there and back; zero as long as none was answered.
/// </param>
[MessagePackObject]
public sealed record MemberHeard(
    [property: Key(0)] NodeId Node,
    [property: Key(1)] Step Step,
    [property: Key(2)] long ResidentBytes,
    [property: Key(3)] TimeSpan RoundTrip) : RunEvent;
