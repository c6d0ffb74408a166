using System.Runtime.InteropServices;
using Akka.Actor;
using RnnCluster.Kernels.Memory;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Tests.Tcp;
using RnnCluster.Transport.Tests.Worlds;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport.Tests.Sharing;

/// <summary>What two nodes on one machine agree on behind their handshake.</summary>
public sealed class SharingTests
{
    private const int SliceBytes = 1 << 20;

    private int probes;

    [LinuxFact]
    public async Task PayloadsOfAPeerOnThisMachineLieInMemoryThatBothSee()
    {
        await using var world = new TcpWorld();
        (TransportNode a, TransportNode b) = Shared(world);

        Assert.True(WasMapped(Exchange(a, b, 100_000)));
        Assert.True(WasMapped(Exchange(b, a, SliceBytes)));
        Assert.False(WasMapped(Exchange(a, b, 1_000)));
    }

    [LinuxTheory]
    [InlineData(0, 1L << 30)]
    [InlineData(1L << 30, 0)]
    public async Task WhereOneSideSharesNothingPayloadsGoOverTheSocket(long here, long there)
    {
        await using var world = new TcpWorld();
        TransportNode a = world.Add(TransportWorld.Identity("a"), new TransportOptions { SharedBytesMax = here });
        TransportNode b = world.Add(TransportWorld.Identity("b"), new TransportOptions { SharedBytesMax = there });
        world.Connect(a, b);
        for (int round = 0; round < 3; round++)
        {
            Assert.False(WasMapped(Exchange(a, b, SliceBytes)));
            Assert.False(WasMapped(Exchange(b, a, SliceBytes)));
        }
    }

    [LinuxFact]
    public async Task WhatIsHeldWhenAConnectionEndsStaysAsItIs()
    {
        await using var world = new TcpWorld();
        (TransportNode a, TransportNode b) = Shared(world);
        Payload held = Exchange(a, b, SliceBytes);
        a.Transport.Disconnect(b.Id, "a test cuts it");
        world.Expect<PeerLost>(a.Events);
        world.Expect<PeerLost>(b.Events);
        world.ExpectConnected(a, b);
        for (int round = 0; round < 3; round++)
        {
            Exchange(a, b, SliceBytes, content: 2).Release();
            Exchange(b, a, SliceBytes, content: 3).Release();
        }

        Assert.Equal(-1, held.Span.IndexOfAnyExcept((byte)1));
        Assert.True(WasMapped(held));
        Assert.Equal(0, b.Pool.Outstanding);
    }

    [LinuxTheory]
    [InlineData("unshared", "frame: a payload in shared memory announced, but none is shared")]
    [InlineData("answered", "handshake: an offer of shared memory answered that nobody made")]
    [InlineData("twice", "handshake: shared memory offered where none is expected")]
    public async Task WhoSpeaksOfMemoryThatIsNotSharedIsClosed(string what, string reason)
    {
        await using var world = new TcpWorld();
        TransportNode b = world.Add("b");
        Endpoint endpoint = b.Transport.Listen(world.Free);
        using RawPeer control = RawPeer.Greeted(endpoint, "a", ConnectionKind.Control);
        using RawPeer bulk = RawPeer.Greeted(endpoint, "a", ConnectionKind.Bulk);
        b.Events.ExpectMsg<PeerConnected>();
        using var pair = new SharedPair();
        using Transport.Sharing.SharedFile second = Transport.Sharing.SharedFile.TryCreate(SharedPair.Bytes)!;
        var writer = new FrameWriter();
        switch (what)
        {
            case "unshared":
                writer.Append(new Envelope("/x", null, Messages.Bulk(0, new Payload(new byte[8]))), place: 0);
                break;
            case "answered":
                writer.Append(new Envelope("/handshake", null, new SharedMemoryAnswered(true)));
                break;
            default:
                var offer = new SharedMemoryOffered(second.Name, SharedPair.Bytes);
                writer.Append(new Envelope("/handshake", null, offer));
                writer.Append(new Envelope("/handshake", null, offer));
                break;
        }

        bulk.Write(writer.Written.Span);
        bulk.ExpectClosed();
        second.Unlink();

        Assert.Equal(
            $"what came over the connection cannot be read: {reason}", b.Events.ExpectMsg<PeerLost>().Reason);
    }

    /// <summary>
    /// Two nodes that have told each other a payload: the offer stands before the first one, the answer before the
    /// second.
    /// </summary>
    private (TransportNode A, TransportNode B) Shared(TcpWorld world)
    {
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        world.Connect(a, b);
        Exchange(a, b, SliceBytes).Release();
        Exchange(b, a, SliceBytes).Release();
        return (a, b);
    }

    private Payload Exchange(TransportNode from, TransportNode to, int length, byte content = 1)
    {
        TestProbe probe = to.Probe($"probe-{++probes}");
        from.Transport.RefTo(to.Id, probe.Address).Tell(Messages.Bulk(0, from.Rent(length, content)));
        Payload payload = probe.ExpectMsg<SliceSum>().Payload;
        Assert.Equal(length, payload.Length);
        Assert.Equal(-1, payload.Span.IndexOfAnyExcept(content));
        return payload;
    }

    /// <summary>Where a payload lay, which is released.</summary>
    private static bool WasMapped(Payload payload)
    {
        bool isMapped = MemoryMarshal.TryGetMemoryManager<byte, MappedBytes>(payload.Memory, out _);
        payload.Release();
        return isMapped;
    }
}
