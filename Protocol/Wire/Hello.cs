using MessagePack;
using RnnCluster.Protocol.Formatters;
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
[MessagePackObject]
public sealed record Hello(
    [property: Key(0)] int ProtocolVersion,
    [property: Key(1)] int NumericsVersion,
    [property: Key(2)] UInt128 Fingerprint,
    [property: Key(3)] ConnectionKind Kind,
    [property: Key(4)] NodeId Node,
    [property: Key(5)] long Incarnation,
    [property: Key(6)] RunId? Run,
    [property: Key(7)] int Cores,
    [property: Key(8), MessagePackFormatter(typeof(LabelFormatter))] string Lanes) : Message;
