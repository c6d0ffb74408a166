using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests;

/// <summary>What no transport's suite can show; it has the other sentences.</summary>
public sealed class HandshakeTests
{
    private static readonly NodeIdentity Self = TransportWorld.Identity("b") with { Run = new RunId(1, 2) };

    [Theory]
    [InlineData(null)]
    [InlineData(4L)]
    [InlineData(5L)]
    public void ANameThatIsFreeOrItsOwnOrThatOfAnEarlierStartIsWelcome(long? connected) =>
        Assert.Null(Check(TransportWorld.Identity("a", 5), connected));

    [Fact]
    public void ALaterStartOfTheSameNameIsNotPushedOut() => Assert.Equal(
        "a node 'a' that started later is connected (incarnation 6, this one is 5): stop one of them, or "
        + "give each node a name of its own with --name",
        Check(TransportWorld.Identity("a", 5), connected: 6));

    [Fact]
    public void ANodeOfTheSameRunOrOfNoneIsWelcome()
    {
        Assert.Null(Check(TransportWorld.Identity("a") with { Run = new RunId(1, 2) }, connected: null));
        Assert.Null(Check(TransportWorld.Identity("a") with { Run = null }, connected: null));
    }

    [Fact]
    public void WhatIsNoNameIsRefused() => Assert.Equal(
        "the name of the node is not a name: expected 1 to 63 of a-z, 0-9, '-' and '.', the first a letter or a digit; "
        + "give it one with --name",
        Check(TransportWorld.Identity("A b"), connected: null));

    private static string? Check(NodeIdentity other, long? connected) =>
        Handshake.Check(Self, other.ToHello(ConnectionKind.Control), connected);
}
