using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests;

/// <summary>What no transport's suite can show; it has the other sentences.</summary>
public sealed class HandshakeTests
{
    private static readonly NodeIdentity Self = TransportWorld.Identity("b") with { Run = new RunId(1, 2) };

    [Fact]
    public void ANodeWhoseNameALaterOneHasIsRefused()
    {
        Assert.Null(Check(TransportWorld.Identity("a", 5), isReplaced: false));
        Assert.Equal(
            "another node 'a' that came later is connected: stop one of them, or give each node a name of its own with "
            + "--name",
            Check(TransportWorld.Identity("a", 5), isReplaced: true));
    }

    [Fact]
    public void ANodeOfTheSameRunOrOfNoneIsWelcome()
    {
        Assert.Null(Check(TransportWorld.Identity("a") with { Run = new RunId(1, 2) }));
        Assert.Null(Check(TransportWorld.Identity("a") with { Run = null }));
    }

    [Fact]
    public void WhatIsNoNameIsRefused() => Assert.Equal(
        "the name of the node is not a name: expected 1 to 63 of a-z, 0-9, '-' and '.', the first a letter or a digit; "
        + "give it one with --name",
        Check(TransportWorld.Identity("A b")));

    private static string? Check(NodeIdentity other, bool isReplaced = false) =>
        Handshake.Check(Self, other.ToHello(ConnectionKind.Control), isReplaced);
}
