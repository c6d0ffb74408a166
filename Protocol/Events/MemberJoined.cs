using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>A node is taken in.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Incarnation">Which start of it.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="ProcessId">Its process there.</param>
/// <param name="Cores">Processors that it may use.</param>
/// <param name="Threads">Threads that it computes with; 0 if it computes no shards.</param>
/// <param name="Lanes">The registers that its kernels use: avx512, avx2, vector128 or scalar.</param>
/// <param name="Version">The program's version.</param>
/// <param name="IsLocal">Whether it lives in the coordinator's own process.</param>
[MessagePackObject]
public sealed record MemberJoined(
    [property: Key(0)] NodeId Node,
    [property: Key(1)] long Incarnation,
    [property: Key(2), MessagePackFormatter(typeof(LabelFormatter))] string Host,
    [property: Key(3)] int ProcessId,
    [property: Key(4)] int Cores,
    [property: Key(5)] int Threads,
    [property: Key(6), MessagePackFormatter(typeof(LabelFormatter))] string Lanes,
    [property: Key(7), MessagePackFormatter(typeof(LabelFormatter))] string Version,
    [property: Key(8)] bool IsLocal) : RunEvent;
