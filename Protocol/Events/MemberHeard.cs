using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>A worker's heartbeat came.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Step">The step of its state.</param>
/// <param name="ResidentBytes">Memory of its process.</param>
/// <param name="RoundTrip">
/// How long the heartbeat before it took there and back; zero as long as none was answered.
/// </param>
public sealed record MemberHeard(NodeId Node, Step Step, long ResidentBytes, TimeSpan RoundTrip) : RunEvent;
