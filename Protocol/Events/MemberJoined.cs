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
public sealed record MemberJoined(
    NodeId Node,
    long Incarnation,
    string Host,
    int ProcessId,
    int Cores,
    int Threads,
    string Lanes,
    string Version,
    bool IsLocal)
    : RunEvent;
