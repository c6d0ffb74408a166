using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>The first frame on every connection, from the side that dials.</summary>
/// <param name="ProtocolVersion">The language that it speaks.</param>
/// <param name="NumericsVersion">The arithmetic that it computes by.</param>
/// <param name="Fingerprint">What a small fixed training gives on its machine.</param>
/// <param name="Kind">What the connection is for.</param>
/// <param name="Node">Its name.</param>
/// <param name="Incarnation">Tells its starts apart; random.</param>
/// <param name="Run">The run that it takes part in; null if it has none yet.</param>
/// <param name="Cores">Processors that it may use.</param>
/// <param name="Lanes">The registers that its kernels use.</param>
public sealed record Hello(
    int ProtocolVersion,
    int NumericsVersion,
    UInt128 Fingerprint,
    ConnectionKind Kind,
    NodeId Node,
    long Incarnation,
    RunId? Run,
    int Cores,
    string Lanes) : Message;
