using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Hosting;

/// <summary>What a process says about itself.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Incarnation">Tells the starts of this name apart: random, 0 to 2^53 - 1, of no clock.</param>
/// <param name="Host">The machine's name, for people.</param>
/// <param name="ProcessId">Its process there, for people.</param>
/// <param name="Cores">Processors that it may use.</param>
/// <param name="Threads">Threads that it computes with.</param>
/// <param name="Lanes">The registers that its kernels use.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Fingerprint">What a small fixed training gives on its machine.</param>
public sealed record NodeDescription(
    NodeId Node,
    long Incarnation,
    string Host,
    int ProcessId,
    int Cores,
    int Threads,
    string Lanes,
    string Version,
    UInt128 Fingerprint)
{
    /// <summary>The words with which it asks to join, without a run or a state.</summary>
    public JoinRequest ToJoinRequest() => new(
        Node, Incarnation, Host, ProcessId, Cores, Threads, Lanes, Version, Run: null, Step.Zero, UInt128.Zero);
}
