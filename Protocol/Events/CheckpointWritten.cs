using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>A checkpoint is on the disk.</summary>
/// <param name="Step">Its step.</param>
/// <param name="StateHash">Its state's hash.</param>
/// <param name="Bytes">Size of its files.</param>
/// <param name="Snapshot">How long reading the state and its hashes took; the run waits for that.</param>
/// <param name="Write">How long handing the files to the system took.</param>
/// <param name="Flush">How long it took until they were on the disk, under their names.</param>
[MessagePackObject]
public sealed record CheckpointWritten(
    [property: Key(0)] Step Step,
    [property: Key(1), MessagePackFormatter(typeof(HashFormatter))] string StateHash,
    [property: Key(2)] long Bytes,
    [property: Key(3)] TimeSpan Snapshot,
    [property: Key(4)] TimeSpan Write,
    [property: Key(5)] TimeSpan Flush) : RunEvent;
