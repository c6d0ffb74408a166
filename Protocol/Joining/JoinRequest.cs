using MessagePack;
using RnnCluster.Protocol.Formatters;
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
[MessagePackObject]
public sealed record JoinRequest(
    [property: Key(0)] NodeId Node,
    [property: Key(1)] long Incarnation,
    [property: Key(2), MessagePackFormatter(typeof(LabelFormatter))] string Host,
    [property: Key(3)] int ProcessId,
    [property: Key(4)] int Cores,
    [property: Key(5)] int Threads,
    [property: Key(6), MessagePackFormatter(typeof(LabelFormatter))] string Lanes,
    [property: Key(7), MessagePackFormatter(typeof(LabelFormatter))] string Version,
    [property: Key(8)] RunId? Run,
    [property: Key(9)] Step At,
    [property: Key(10)] UInt128 Digest) : Message;
