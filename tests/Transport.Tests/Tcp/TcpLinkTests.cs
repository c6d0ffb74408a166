using Akka.Actor;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Tests.Worlds;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport.Tests.Tcp;

public sealed class TcpLinkTests
{
    private const int SliceBytes = 1 << 20;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatEndsOneConnectionOfAPeerEndsBoth(bool isControl)
    {
        await using var world = new TcpWorld();
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        using RawPeer control = RawPeer.Greeted(endpoint, "a", ConnectionKind.Control);
        using RawPeer bulk = RawPeer.Greeted(endpoint, "a", ConnectionKind.Bulk);
        b.Events.ExpectMsg<PeerConnected>();
        (isControl ? control : bulk).Reset();
        (isControl ? bulk : control).ExpectClosed();

        Assert.StartsWith("the connection broke: ", b.Events.ExpectMsg<PeerLost>().Reason);
    }

    [Fact]
    public async Task APeerThatEndsOneConnectionInOrderLosesTheOtherAsWell()
    {
        await using var world = new TcpWorld();
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        using RawPeer control = RawPeer.Greeted(endpoint, "a", ConnectionKind.Control);
        using RawPeer bulk = RawPeer.Greeted(endpoint, "a", ConnectionKind.Bulk);
        b.Events.ExpectMsg<PeerConnected>();
        control.Dispose();
        bulk.ExpectClosed();

        Assert.Equal("the peer closed the connection", b.Events.ExpectMsg<PeerLost>().Reason);
    }

    [Fact]
    public async Task APayloadThatIsCutOffIsReleased()
    {
        await using var world = new TcpWorld();
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        using RawPeer control = RawPeer.Greeted(endpoint, "a", ConnectionKind.Control);
        using RawPeer bulk = RawPeer.Greeted(endpoint, "a", ConnectionKind.Bulk);
        var writer = new FrameWriter();
        writer.Append(new Envelope("/x", null, Messages.Bulk(0, new Payload(new byte[SliceBytes]))));
        bulk.Write(writer.Written.Span);
        bulk.Write(new byte[1000]);
        bulk.Dispose();

        b.Events.ExpectMsg<PeerConnected>();
        Assert.Equal(
            "what came over the connection cannot be read: SliceSum: the connection ended after 1000 of 1048576 bytes "
            + "of the payload",
            b.Events.ExpectMsg<PeerLost>().Reason);
        Assert.Equal(0, b.Pool.Outstanding);
    }

    [Fact]
    public async Task ControlIsAnsweredWhile64MebibytesOfBulkAreUnderWay()
    {
        const int Slices = 64;
        const int RoundTrips = 200;

        // The gate in the bulk connection is shut: not one slice can have arrived when the last answer is there.
        // Nothing here depends on which of two loops is faster.
        var gate = new TaskCompletionSource();
        await using var world = new TcpWorld();
        TransportNode b = world.Add("b");
        TransportNode a = world.Add(TransportWorld.Identity("a"), Gated(gate.Task));
        world.Connect(a, b);
        TestProbe slices = b.Probe("slices");
        TestProbe there = b.Probe("there");
        TestProbe here = a.Probe("here");
        for (int number = 0; number < Slices; number++)
        {
            a.Transport.RefTo(b.Id, slices.Address).Tell(Messages.Bulk(number, a.Rent(SliceBytes, 1)));
        }

        for (int number = 0; number < RoundTrips; number++)
        {
            a.Transport.RefTo(b.Id, there.Address).Tell(Messages.Control(number), here);
            there.ExpectMsg<Heartbeat>();
            there.Reply(new HeartbeatReply(number));
            Assert.Equal(number, here.ExpectMsg<HeartbeatReply>().Sequence);
        }

        slices.ExpectNoMsg();
        gate.SetResult();
        for (int number = 0; number < Slices; number++)
        {
            slices.ExpectMsg<SliceSum>().Release();
        }
    }

    [Fact]
    public async Task AnOutboxAtItsBoundClosesTheConnectionAndDropsNothingSilently()
    {
        var gate = new TaskCompletionSource();
        await using var world = new TcpWorld();
        TransportNode b = world.Add("b");
        TransportNode a = world.Add(
            TransportWorld.Identity("a"), Gated(gate.Task) with { OutboxBulkBytesMax = 3 * SliceBytes });
        world.Connect(a, b);
        TestProbe letters = a.Probe("letters");
        a.System.EventStream.Subscribe(letters, typeof(Akka.Event.DeadLetter));
        for (int number = 0; number < 3; number++)
        {
            a.Transport.RefTo(b.Id, "/x").Tell(Messages.Bulk(number, a.Rent(SliceBytes - 1000, 1)));
        }

        letters.ExpectNoMsg();
        a.Transport.RefTo(b.Id, "/x").Tell(Messages.Bulk(3, a.Rent(SliceBytes, 1)));
        Assert.Equal(3, ((SliceSum)letters.ExpectMsg<Akka.Event.DeadLetter>().Message).Slice);
        gate.SetResult();

        Assert.Equal("the peer reads too slowly: the outbox for bulk is full", a.Events.ExpectMsg<PeerLost>().Reason);
        b.Events.ExpectMsg<PeerLost>();
        world.ExpectConnected(a, b);
    }

    [Fact]
    public async Task TheStreamBetweenSocketAndFramesIsTheHosts()
    {
        var sides = new List<bool>();
        var options = new TransportOptions
        {
            Secure = (stream, isDialler, _) =>
            {
                lock (sides)
                {
                    sides.Add(isDialler);
                }

                return ValueTask.FromResult(stream);
            },
        };
        await using var world = new TcpWorld();
        TransportNode a = world.Add(TransportWorld.Identity("a"), options);
        TransportNode b = world.Add(TransportWorld.Identity("b"), options);
        world.Connect(a, b);

        Assert.Equal([false, false, true, true], sides.Order());
    }

    private static TransportOptions Gated(Task gate)
    {
        // The second connection that is dialled is the one for bulk; after the first peer, nothing is gated. The gate
        // stands in the socket's way, so nothing may go round it.
        int dialled = 0;
        return new TransportOptions
        {
            SharedBytesMax = 0,
            Secure = (stream, isDialler, _) => ValueTask.FromResult<Stream>(
                Interlocked.Increment(ref dialled) == 2 ? new GatedStream(stream, gate) : stream),
        };
    }
}
