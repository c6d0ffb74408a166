using System.Text;
using Akka.Actor;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Tests.Worlds;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

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
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control(5));
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
        Assert.Equal(
            "the node dialled anew before its bulk connection came",
            b.Events.ExpectMsg<StrangerTurnedAway>().Reason);
        using RawPeer bulk = RawPeer.Greeted(endpoint, "a", ConnectionKind.Bulk);

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

    /// <summary>
    /// A worker's two connections find room at once, whatever stays silent, and however often that comes again. The
    /// clock stands still: no timeout makes room, and no second attempt is made.
    /// </summary>
    [Theory]
    [InlineData(TransportOptions.SilentMax)]
    [InlineData(3 * TransportOptions.SilentMax)]
    public async Task AWorkerGetsInAtOnceBesideSilentStrangers(int strangers)
    {
        await using var world = new TcpWorld(new VirtualTime());
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        RawPeer[] silent = [.. Enumerable.Range(0, strangers).Select(_ => new RawPeer(endpoint))];
        TransportNode a = world.Add("a");
        a.Transport.Connect([endpoint]);

        b.Events.FishForMessage<PeerConnected>();
        a.Events.ExpectMsg<PeerConnected>();
        TestProbe probe = b.Probe("probe");
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control(5));
        Assert.Equal(5, probe.ExpectMsg<Heartbeat>().Sequence);
        foreach (RawPeer stranger in silent)
        {
            stranger.Dispose();
        }
    }

    [Fact]
    public async Task TheSilentConnectionThatWaitsLongestMakesRoom()
    {
        await using var world = new TcpWorld(new VirtualTime());
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        RawPeer[] silent = [.. Enumerable.Range(0, TransportOptions.SilentMax).Select(_ => new RawPeer(endpoint))];
        using var newcomer = new RawPeer(endpoint);
        silent[0].ExpectClosed();

        Assert.Equal(
            new StrangerTurnedAway(
                silent[0].Address, "closed to make room: more than 64 connections had not said hello"),
            b.Events.ExpectMsg<StrangerTurnedAway>());
        Assert.IsType<Welcome>(silent[1].Greet(TransportWorld.Identity("a"), ConnectionKind.Control));
        foreach (RawPeer stranger in silent)
        {
            stranger.Dispose();
        }
    }

    /// <summary>Nodes that owe their bulk connections hold no places of those that have not said hello.</summary>
    [Fact]
    public async Task AWholeClusterThatStartsTogetherGetsIn()
    {
        await using var world = new TcpWorld(new VirtualTime());
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        string[] names = [.. Enumerable.Range(0, 2 * TransportOptions.SilentMax).Select(node => $"worker-{node}")];
        RawPeer[] controls = [.. names.Select(name => RawPeer.Greeted(endpoint, name, ConnectionKind.Control))];
        RawPeer[] bulks = [.. names.Select(name => RawPeer.Greeted(endpoint, name, ConnectionKind.Bulk))];

        Assert.Equal(names, names.Select(_ => b.Events.ExpectMsg<PeerConnected>().Peer.Name).Order(NumberOrder));
        foreach (RawPeer peer in controls.Concat(bulks))
        {
            peer.Dispose();
        }
    }

    private static readonly IComparer<string> NumberOrder =
        Comparer<string>.Create((one, other) => (one.Length, one).CompareTo((other.Length, other)));
}
