using RnnCluster.Shared;

namespace RnnCluster.Protocol.Joining;

/// <summary>A worker asks to take part. The first thing it says, and again after each reconnection.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Incarnation">Tells its starts apart; of two nodes of one name the one that came last counts.</param>
/// <param name="Host">The machine's name, for people.</param>
/// <param name="ProcessId">Its process there, for people.</param>
/// <param name="Cores">Processors that it may use.</param>
/// <param name="Threads">Threads that it computes with.</param>
/// <param name="Lanes">The registers that its kernels use: avx512, avx2, vector128 or scalar.</param>
/// <param name="Version">The program's version, for people.</param>
/// <param name="Run">The run whose state it holds; null when it holds none.</param>
/// <param name="At">The step of that state.</param>
/// <param name="Digest">The chained digest of that state.</param>
public sealed record JoinRequest(
    NodeId Node,
    long Incarnation,
    string Host,
    int ProcessId,
    int Cores,
    int Threads,
    string Lanes,
    string Version,
    RunId? Run,
    Step At,
    UInt128 Digest) : Message;
