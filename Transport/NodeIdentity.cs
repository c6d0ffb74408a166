using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Transport;

/// <summary>What a node says about itself in every handshake.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Incarnation">Tells its starts apart; random.</param>
/// <param name="Fingerprint">What a small fixed training gives on its machine.</param>
/// <param name="Run">The run that it takes part in; null while it has none.</param>
/// <param name="Cores">Processors that it may use.</param>
/// <param name="Lanes">The registers that its kernels use.</param>
public sealed record NodeIdentity(
    NodeId Node, long Incarnation, UInt128 Fingerprint, RunId? Run, int Cores, string Lanes)
{
    /// <summary>The language that it speaks; that of this build unless a test says otherwise.</summary>
    public int ProtocolVersion { get; init; } = ProtocolVersions.Current;

    /// <summary>The arithmetic that it computes by; that of this build unless a test says otherwise.</summary>
    public int NumericsVersion { get; init; } = Numerics.Version;

    internal Hello ToHello(ConnectionKind kind) => new(
        ProtocolVersion, NumericsVersion, Fingerprint, kind, Node, Incarnation, Run, Cores, Lanes);

    internal Welcome ToWelcome() => new(Node, Incarnation, Run);
}
