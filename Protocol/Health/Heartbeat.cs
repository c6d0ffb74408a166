using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Health;

/// <summary>
/// A worker's report about itself, over Akka. Who is alive is Akka's to say; nothing is concluded from its absence.
/// </summary>
/// <param name="Sequence">Counts up; the reply repeats it, which gives the round trip.</param>
/// <param name="Step">The step of its state.</param>
/// <param name="ResidentBytes">Memory of its process.</param>
/// <param name="RoundTrip">
/// How long the last one that was answered took there and back; zero as long as none was.
/// </param>
[MessagePackObject]
public sealed record Heartbeat(
    [property: Key(0)] long Sequence,
    [property: Key(1)] Step Step,
    [property: Key(2)] long ResidentBytes,
    [property: Key(3)] TimeSpan RoundTrip) : Message;
