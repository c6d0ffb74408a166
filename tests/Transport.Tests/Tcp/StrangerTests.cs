using System.Text;
using RnnCluster.ActorTestKit;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Tcp;

/// <summary>Whatever knocks at the port: it is closed, named in one warning, and nobody else notices.</summary>
public sealed class StrangerTests
{
    private const string NoNode = "the other side is no node of RnnCluster";

    [Fact]
    public async Task GarbageIsClosedAtOnceAndNamed()
    {
        await using var world = new TcpWorld();
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        Endpoint endpoint = world.Connect(a, b);
        using var stranger = new RawPeer(endpoint);
        stranger.Write(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        stranger.ExpectClosed();

        StrangerTurnedAway told = b.Events.ExpectMsg<StrangerTurnedAway>();
        Assert.Equal(stranger.Address, told.Remote);
        Assert.Equal(
            $"preface 95524E4E430D0A1A expected, 474554202F204854 found: {NoNode}", told.Reason);
        TestProbe probe = b.Probe("probe");
        a.Transport.RefTo(b.Id, probe.Path).Tell(Messages.Control(5));
        Assert.Equal(5, probe.ExpectMsg<Heartbeat>().Sequence);
    }

    [Fact]
    public async Task ASilentHandshakeEndsAfterItsTime()
    {
        TimeSpan patience = new TransportOptions().HandshakeTimeout;
        var time = new WatchedTime(patience);
        await using var world = new TcpWorld(time);
        TransportNode b = world.Add("b");
        using var stranger = new RawPeer(b.Transport.Listen(world.Free));
        stranger.Write(Preface.Bytes[..4]);
        await time.WaitForTimerAsync();
        time.Advance(patience);
        stranger.ExpectClosed();

        Assert.Equal(
            new StrangerTurnedAway(stranger.Address, "no complete handshake within 5 s"),
            b.Events.ExpectMsg<StrangerTurnedAway>());
    }

    [Fact]
    public async Task APeerWithoutItsBulkConnectionIsNotConnected()
    {
        TimeSpan patience = new TransportOptions().HandshakeTimeout;
        var time = new WatchedTime(patience);
        await using var world = new TcpWorld(time);
        TransportNode b = world.Add("b");
        using var half = new RawPeer(b.Transport.Listen(world.Free));
        Assert.IsType<Welcome>(half.Greet(TransportWorld.Identity("a"), ConnectionKind.Control));
        await time.WaitForTimerAsync();
        time.Advance(patience);
        half.ExpectClosed();

        Assert.Equal("no complete handshake within 5 s", b.Events.ExpectMsg<StrangerTurnedAway>().Reason);
    }

    [Fact]
    public async Task ABulkConnectionWithoutItsControlConnectionIsClosed()
    {
        await using var world = new TcpWorld();
        TransportNode b = world.Add("b");
        using var half = new RawPeer(b.Transport.Listen(world.Free));
        var hello = new FrameWriter();
        hello.AppendPreface();
        hello.Append(new Envelope("/handshake", null, TransportWorld.Identity("a").ToHello(ConnectionKind.Bulk)));
        half.Write(hello.Written.Span);
        half.ExpectClosed();

        Assert.Equal(
            "handshake: the bulk connection of node 'a' has no control connection that waits for it",
            b.Events.ExpectMsg<StrangerTurnedAway>().Reason);
    }

    [Fact]
    public async Task ANodeThatDialsAnewBeforeItsBulkConnectionCameIsServedAnew()
    {
        await using var world = new TcpWorld();
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        using RawPeer abandoned = RawPeer.Greeted(endpoint, "a", ConnectionKind.Control);
        using RawPeer control = RawPeer.Greeted(endpoint, "a", ConnectionKind.Control);
        abandoned.ExpectClosed();
        using RawPeer bulk = RawPeer.Greeted(endpoint, "a", ConnectionKind.Bulk);

        Assert.Equal(
            "the node dialled anew before its bulk connection came",
            b.Events.ExpectMsg<StrangerTurnedAway>().Reason);
        Assert.Equal("a", b.Events.ExpectMsg<PeerConnected>().Peer.Name);
    }

    [Fact]
    public async Task AnOversizedFrameClosesTheConnectionThatItCameOver()
    {
        await using var world = new TcpWorld();
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        using RawPeer control = RawPeer.Greeted(endpoint, "a", ConnectionKind.Control);
        using RawPeer bulk = RawPeer.Greeted(endpoint, "a", ConnectionKind.Bulk);
        b.Events.ExpectMsg<PeerConnected>();
        control.WriteHeader(headLength: Limits.ControlHeadBytesMax + 1, payloadLength: 0);
        control.ExpectClosed();
        bulk.ExpectClosed();

        Assert.Equal(
            "what came over the connection cannot be read: frame: a head of at most 1048576 bytes expected, 1048577 "
            + "announced",
            b.Events.ExpectMsg<PeerLost>().Reason);
    }

    [Fact]
    public async Task TheHalfOpenConnectionsAreBounded()
    {
        // The clock stands still, so that none of them is turned away for its silence while the others come.
        await using var world = new TcpWorld(new ManualTime());
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        var silent = new List<RawPeer>();
        for (int count = 0; count < TransportOptions.HandshakesMax; count++)
        {
            silent.Add(new RawPeer(endpoint));
        }

        using var oneTooMany = new RawPeer(endpoint);
        oneTooMany.ExpectClosed();
        Assert.Equal(
            new StrangerTurnedAway(oneTooMany.Address, "64 others are at their handshakes already"),
            b.Events.ExpectMsg<StrangerTurnedAway>());

        // One of them goes, and a place is free.
        silent[0].Dispose();
        Assert.Equal(
            "the connection ended after 0 bytes of the preface", b.Events.ExpectMsg<StrangerTurnedAway>().Reason);
        using RawPeer next = RawPeer.Greeted(endpoint, "a", ConnectionKind.Control);
        silent.ForEach(peer => peer.Dispose());
    }
}
