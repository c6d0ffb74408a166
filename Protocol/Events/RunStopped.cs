using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>The run is over, or stops here.</summary>
/// <param name="Step">The last state's step.</param>
/// <param name="StateHash">Its hash.</param>
/// <param name="IsComplete">Whether the run's bound was reached.</param>
/// <param name="Reason">One sentence for a person.</param>
[MessagePackObject]
public sealed record RunStopped(
    [property: Key(0)] Step Step,
    [property: Key(1), MessagePackFormatter(typeof(HashFormatter), true)] string StateHash,
    [property: Key(2)] bool IsComplete,
    [property: Key(3)] string Reason) : RunEvent;
