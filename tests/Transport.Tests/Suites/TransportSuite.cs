using Akka.Actor;
using Akka.Event;
using RnnCluster.Actors;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Tests.Worlds;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport.Tests.Suites;

/// <summary>
/// What every transport must do. At the end of each test the world demands that every payload was released once.
/// </summary>
public abstract class TransportSuite(TransportWorld world) : ConnectionSuite(world)
{
    private const int PayloadBytes = 1 << 20;

    [Fact]
    public void EachKindOfMessagesArrivesInTheOrderOfItsSending()
    {
        const int Count = 500;
        (TransportNode a, TransportNode b) = ConnectedPair();
        TestProbe control = b.Probe("control");
        TestProbe bulk = b.Probe("bulk");
        for (int number = 0; number < Count; number++)
        {
            a.Transport.RefTo(b.Id, control.Address).Tell(Messages.Control(number));
            a.Transport.RefTo(b.Id, bulk.Address).Tell(Messages.Bulk(number, a.Rent(number * 97, (byte)number)));
        }

        World.Settle();
        for (int number = 0; number < Count; number++)
        {
            Assert.Equal(number, control.ExpectMsg<Heartbeat>().Sequence);
            SliceSum sum = bulk.ExpectMsg<SliceSum>();
            Assert.Equal(number, sum.Slice);
            Assert.Equal(number * 97, sum.Payload.Length);
            Assert.Equal(-1, sum.Payload.Span.IndexOfAnyExcept((byte)number));
            sum.Release();
        }
    }

    [Fact]
    public async Task AQuestionToARemoteActorIsAnswered()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        IActorRef echo = b.System.ActorOf(ActorProps.Of(() => new EchoActor()), "echo");
        IActorRef remote = a.Transport.RefTo(b.Id, echo.Path.ToStringWithoutAddress());

        Task<HeartbeatReply> answer = remote.Ask<HeartbeatReply>(Messages.Control(42), TestProbe.WaitMax);

        Assert.Equal(42, (await World.WaitAsync(answer)).Sequence);
    }

    [Fact]
    public void TheSenderOfAMessageIsARefThatEqualsAnyOtherToThatActor()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        TestProbe here = a.Probe("here");
        TestProbe there = b.Probe("there");
        b.Transport.RefTo(a.Id, here.Address).Tell(Messages.Control(1), there);

        World.Expect<Heartbeat>(here);
        Assert.Equal(a.Transport.RefTo(b.Id, there.Address), here.LastSender);
        Assert.Equal("rnn://b/temp/there", $"{here.LastSender!.Path}");
        here.Reply(Messages.Control(2));
        Assert.Equal(2, World.Expect<Heartbeat>(there).Sequence);
    }

    [Fact]
    public void APayloadOfOneMebibyteArrivesByteForByte()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        TestProbe probe = b.Probe("probe");
        Payload payload = a.Pool.Rent(PayloadBytes);
        uint state = 1;
        foreach (ref byte value in payload.Span)
        {
            state = (state * 1664525) + 1013904223;
            value = (byte)(state >> 24);
        }

        byte[] expected = payload.Span.ToArray();
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Bulk(0, payload));

        SliceSum sum = World.Expect<SliceSum>(probe);
        Assert.True(expected.AsSpan().SequenceEqual(sum.Payload.Span));
        Assert.Equal(0, a.Pool.Outstanding);
        Assert.Equal(1, b.Pool.Outstanding);
        sum.Release();
    }

    [Fact]
    public void OnePayloadMayGoToManyAndIsReleasedByEach()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        TestProbe probe = b.Probe("probe");
        Payload payload = a.Rent(100_000, 7);
        for (int copy = 0; copy < 3; copy++)
        {
            a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Bulk(copy, payload.Retain()));
        }

        payload.Release();
        World.Settle();
        for (int copy = 0; copy < 3; copy++)
        {
            SliceSum sum = probe.ExpectMsg<SliceSum>();
            Assert.Equal(copy, sum.Slice);
            Assert.Equal(-1, sum.Payload.Span.IndexOfAnyExcept((byte)7));
            sum.Release();
        }
    }

    [Fact]
    public void AMessageToAPathWhereNobodyIsBecomesADeadLetterThere()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        TestProbe letters = b.Probe("letters");
        b.System.EventStream.Subscribe(letters, typeof(DeadLetter));
        a.Transport.RefTo(b.Id, "/user/nobody").Tell(Messages.Bulk(3, a.Rent(1000, 1)));

        DeadLetter letter = World.Expect<DeadLetter>(letters);
        Assert.Equal("/user/nobody", letter.Recipient.Path.ToStringWithoutAddress());
        Assert.Equal(3, Assert.IsType<SliceSum>(letter.Message).Slice);
        Assert.Equal(0, b.Pool.Outstanding);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/user")]
    [InlineData("/user/a#b")]
    [InlineData("/user/a#1")]
    [InlineData("/user/../system/x")]
    [InlineData("/system/eventStreamUnsubscriber-1")]
    [InlineData("akka://b/user/nobody")]
    [InlineData("/user/$ %2F \u00e9")]
    public void AnyTextAsAPathIsADeadLetterAndAsASenderAnAddress(string path)
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        TestProbe letters = b.Probe("letters");
        TestProbe probe = b.Probe("probe");
        b.System.EventStream.Subscribe(letters, typeof(DeadLetter));
        a.Transport.Send(b.Id, new Envelope(path, null, Messages.Bulk(3, a.Rent(1000, 1))), null);
        a.Transport.Send(b.Id, new Envelope(probe.Address, path, Messages.Control(4)), null);

        Assert.Equal(3, Assert.IsType<SliceSum>(World.Expect<DeadLetter>(letters).Message).Slice);
        Assert.Equal(4, World.Expect<Heartbeat>(probe).Sequence);
        Assert.Equal(path, Assert.IsType<RemoteRef>(probe.LastSender).RemotePath);
        Assert.Equal(0, b.Pool.Outstanding);
    }

    [Fact]
    public void AMessageToAPeerThatIsNotConnectedBecomesADeadLetterHere()
    {
        TransportNode a = World.Add("a");
        TestProbe letters = a.Probe("letters");
        a.System.EventStream.Subscribe(letters, typeof(DeadLetter));
        a.Transport.RefTo(new NodeId("b"), "/user/x").Tell(Messages.Bulk(3, a.Rent(1000, 1)));

        Assert.Equal("rnn://b/user/x", $"{World.Expect<DeadLetter>(letters).Recipient.Path}");
        Assert.Equal(0, a.Pool.Outstanding);
    }

    [Fact]
    public void ARefToThisNodeIsTheLocalActor()
    {
        TransportNode a = World.Add("a");
        TestProbe probe = a.Probe("probe");

        Assert.Same(probe, a.Transport.RefTo(a.Id, probe.Address));
    }

    [Fact]
    public void BothSidesAreToldWhoIsConnected()
    {
        var run = new RunId(1, 2);
        TransportNode a = World.Add(TransportWorld.Identity("a", 3) with { Cores = 9 }, new TransportOptions());
        TransportNode b = World.Add(TransportWorld.Identity("b", 5) with { Run = run }, new TransportOptions());
        a.Transport.Connect([b.Transport.Listen(World.Free)]);

        PeerConnected atA = World.Expect<PeerConnected>(a.Events);
        PeerConnected atB = World.Expect<PeerConnected>(b.Events);
        Assert.Equal((b.Id, 5L, run), (atA.Peer, atA.Incarnation, atA.Run));
        Assert.Null(atA.Hello);
        Assert.Equal((a.Id, 3L, null), (atB.Peer, atB.Incarnation, atB.Run));
        Assert.Equal(9, atB.Hello!.Cores);
        Assert.Equal(b.Transport.RefTo(a.Id, "/user/x"), atB.RefTo("/user/x"));
    }

    [Fact]
    public void APeerIsAnnouncedBeforeItsFirstMessage()
    {
        TransportNode b = World.Add("b");
        TransportNode a = World.Add(
            TransportWorld.Identity("a"),
            new TransportOptions(),
            system => system.ActorOf(ActorProps.Of(() => new GreetingActor(b.Events.Address))));
        a.Transport.Connect([b.Transport.Listen(World.Free)]);

        World.Settle();
        b.Events.ExpectMsg<PeerConnected>();
        b.Events.ExpectMsg<Heartbeat>();
    }

    [Fact]
    public void AListenerIsAnnouncedBeforeItsFirstMessage()
    {
        TransportNode a = World.Add("a");
        TransportNode b = World.Add(
            TransportWorld.Identity("b"),
            new TransportOptions(),
            system => system.ActorOf(ActorProps.Of(() => new GreetingActor(a.Events.Address))));
        a.Transport.Connect([b.Transport.Listen(World.Free)]);

        World.Settle();
        a.Events.ExpectMsg<PeerConnected>();
        a.Events.ExpectMsg<Heartbeat>();
    }

    [Fact]
    public async Task APeerThatLeavesIsToldAfterAllThatItSaid()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        for (int number = 0; number < 50; number++)
        {
            b.Transport.RefTo(a.Id, a.Events.Address).Tell(Messages.Bulk(number, b.Rent(60_000, 1)));
        }

        await b.DisposeAsync();

        World.Settle();
        for (int number = 0; number < 50; number++)
        {
            SliceSum sum = a.Events.ExpectMsg<SliceSum>();
            Assert.Equal(number, sum.Slice);
            sum.Release();
        }

        PeerLost lost = a.Events.ExpectMsg<PeerLost>();
        Assert.Equal((b.Id, 1L, "the peer closed the connection"), (lost.Peer, lost.Incarnation, lost.Reason));
    }

    [Fact]
    public async Task WhoWatchesARemoteActorIsToldWhenItsNodeIsGone()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        IActorRef remote = a.Transport.RefTo(b.Id, "/user/x");
        TestProbe watcher = a.Probe("watcher");
        TestProbe formerWatcher = a.Probe("former");
        watcher.Watch(remote);
        formerWatcher.Watch(remote);
        formerWatcher.Unwatch(remote);
        await b.DisposeAsync();

        World.Settle();
        watcher.ExpectTerminated(remote);
        Assert.Equal(b.Id, a.Events.ExpectMsg<PeerLost>().Peer);
        formerWatcher.ExpectNoMsg();
    }

    [Fact]
    public void WhoWatchesAnActorOfANodeThatIsNotConnectedIsToldAtOnce()
    {
        TransportNode a = World.Add("a");
        TestProbe watcher = a.Probe("watcher");
        IActorRef remote = a.Transport.RefTo(new NodeId("b"), "/user/x");
        watcher.Watch(remote);

        watcher.ExpectTerminated(remote);
    }

    [Fact]
    public void APeerThatIsCutOffIsDialledAgain()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        long before = a.Transport.ConnectionOf(b.Id);
        a.Transport.Disconnect(b.Id, "a test cuts it");

        Assert.Equal("a test cuts it", World.Expect<PeerLost>(a.Events).Reason);
        Assert.Equal(a.Id, World.Expect<PeerLost>(b.Events).Peer);
        World.ExpectConnected(a, b);
        Assert.NotEqual(before, a.Transport.ConnectionOf(b.Id));
        TestProbe probe = b.Probe("probe");
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control(8));
        Assert.Equal(8, World.Expect<Heartbeat>(probe).Sequence);
    }

    [Fact]
    public void WhatIsUnderWayWhenAConnectionIsCutIsReleasedOnce()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        TestProbe probe = b.Probe("probe");
        for (int number = 0; number < 64; number++)
        {
            a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Bulk(number, a.Rent(PayloadBytes, 1)));
        }

        a.Transport.Disconnect(b.Id, "a test cuts it");
        World.Expect<PeerLost>(a.Events);
        World.Expect<PeerLost>(b.Events);

        // The last one comes over the next connection, so everything before it has arrived or never will.
        World.ExpectConnected(a, b);
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Bulk(64, a.Rent(1, 1)));
        World.Settle();
        int last = -1;
        while (last < 64)
        {
            SliceSum sum = probe.ExpectMsg<SliceSum>();
            Assert.True(sum.Slice == last + 1 || sum.Slice == 64, $"{sum.Slice} came after {last}");
            last = sum.Slice;
            sum.Release();
        }
    }

    [Fact]
    public void TwoPeersAtOnceAreToldApart()
    {
        TransportNode hub = World.Add("hub");
        TransportNode a = World.Add("a");
        TransportNode b = World.Add("b");
        Endpoint endpoint = World.Connect(a, hub);
        b.Transport.Connect([endpoint]);
        World.ExpectConnected(b, hub);
        TestProbe atA = a.Probe("probe");
        TestProbe atB = b.Probe("probe");
        hub.Transport.RefTo(a.Id, atA.Address).Tell(Messages.Control(1));
        hub.Transport.RefTo(b.Id, atB.Address).Tell(Messages.Control(2));

        Assert.Equal(1, World.Expect<Heartbeat>(atA).Sequence);
        Assert.Equal(2, World.Expect<Heartbeat>(atB).Sequence);
    }

    /// <summary>
    /// Whoever hears both knows from the order alone which connection is meant: a loss is told after the last word that
    /// came over it, and before the first sign of the next one, whichever start of the node that is.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ALossIsToldBeforeAnythingOfTheConnectionThatTakesThePlace(int incarnation)
    {
        TransportNode hub = World.Add("hub");
        Func<ActorSystem, IActorRef> greeter = system =>
            system.ActorOf(ActorProps.Of(() => new GreetingActor(hub.Events.Address)));
        Endpoint endpoint = hub.Transport.Listen(World.Free);

        // It would dial again, and the two take each other's places.
        var hour = TimeSpan.FromHours(1);
        var patient = new TransportOptions { RetryDelayMin = hour, RetryDelayMax = hour };
        World.Add(TransportWorld.Identity("a", 1), patient, greeter).Transport.Connect([endpoint]);
        World.Settle();
        hub.Events.ExpectMsg<PeerConnected>();
        hub.Events.ExpectMsg<Heartbeat>();

        World.Add(TransportWorld.Identity("a", incarnation), new TransportOptions(), greeter)
            .Transport.Connect([endpoint]);
        World.Settle();
        hub.Events.ExpectMsg<PeerLost>(lost => lost.Incarnation == 1);
        hub.Events.ExpectMsg<PeerConnected>(told => told.Incarnation == incarnation);
        hub.Events.ExpectMsg<Heartbeat>();
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void TheNodeOfANameThatComesLaterTakesThePlaceWhateverItsIncarnation(long first, long second)
    {
        TransportNode hub = World.Add("hub");
        TransportNode early = World.Add(TransportWorld.Identity("a", first), new TransportOptions());
        Endpoint endpoint = World.Connect(early, hub);
        TransportNode late = World.Add(TransportWorld.Identity("a", second), new TransportOptions());
        late.Transport.Connect([endpoint]);

        Assert.Equal(first, World.Expect<PeerLost>(hub.Events).Incarnation);
        World.ExpectConnected(late, hub);
        World.Expect<PeerLost>(early.Events);

        // The early one dials again and learns that it is replaced.
        Assert.Contains("that came later is connected", World.Expect<PeerRefused>(early.Events).Reason);
    }
}
