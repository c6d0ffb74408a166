using Akka.Actor;
using Akka.Event;
using RnnCluster.Actors;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Memory;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Memory;

public sealed class SimulatedNetworkTests
{
    private static readonly TimeSpan Detection = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task AMessageTakesItsTime()
    {
        await using var world = new SimulatedWorld(new MemoryNetworkOptions
        {
            DelayMin = TimeSpan.FromMilliseconds(5),
            DelayMax = TimeSpan.FromMilliseconds(8),
        });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        TestProbe probe = b.Probe("probe");
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control(1));

        world.Advance(TimeSpan.FromMilliseconds(4.9));
        probe.ExpectNoMsg();
        world.Advance(TimeSpan.FromMilliseconds(3.2));
        Assert.Equal(1, probe.ExpectMsg<Heartbeat>().Sequence);
    }

    [Fact]
    public async Task ControlAndBulkOvertakeEachOther()
    {
        await using var world = new SimulatedWorld();
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        TestProbe probe = b.Probe("probe");
        var inversions = new HashSet<string>();
        for (int round = 0; round < 50; round++)
        {
            a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control(round));
            a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Bulk(round, a.Rent(10, 1)));
            world.Settle();
            object first = probe.ExpectMsg<object>();
            object second = probe.ExpectMsg<object>();
            inversions.Add(first.GetType().Name);
            (first as IReleasable)?.Release();
            (second as IReleasable)?.Release();
        }

        Assert.Equal([nameof(Heartbeat), nameof(SliceSum)], inversions.Order());
    }

    [Fact]
    public async Task NoGreetingOfTheListenerOvertakesItsWelcome()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            await using var world = new SimulatedWorld(new MemoryNetworkOptions { Seed = seed });
            TransportNode a = world.Add("a");
            TransportNode b = world.Add(
                TransportWorld.Identity("b"),
                new TransportOptions(),
                system => system.ActorOf(ActorProps.Of(() => new GreetingActor(a.Events.Address))));
            a.Transport.Connect([b.Transport.Listen(world.Free)]);
            world.Settle();
            a.Events.ExpectMsg<PeerConnected>();
            a.Events.ExpectMsg<Heartbeat>();
        }
    }

    [Fact]
    public async Task TheSameSeedGivesTheSameHistoryAndAnotherSeedAnother()
    {
        string first = await HistoryAsync(seed: 1);

        Assert.Equal(first, await HistoryAsync(seed: 1));
        Assert.NotEqual(first, await HistoryAsync(seed: 2));
    }

    [Fact]
    public async Task ACutLineEndsTheConnectionAtBothEndsAndIsDialledUntilItHeals()
    {
        await using var world = new SimulatedWorld();
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        world.Network.Cut(b.Id, a.Id);

        Assert.Equal("the connection broke: the line is cut", a.Events.ExpectMsg<PeerLost>().Reason);
        Assert.Equal("the connection broke: the line is cut", b.Events.ExpectMsg<PeerLost>().Reason);
        Assert.Equal("no answer within 5 s", world.Expect<ConnectFailed>(a.Events).Reason);
        b.Events.ExpectNoMsg();
        world.Network.Heal(a.Id, b.Id);
        world.Settle();
        a.Events.FishForMessage<PeerConnected>();
        b.Events.ExpectMsg<PeerConnected>();
    }

    [Fact]
    public async Task ACutIsNoticedAfterItsTimeAndWhatWasSentMeanwhileIsReleased()
    {
        await using var world = new SimulatedWorld(new MemoryNetworkOptions { CutDetection = Detection });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        world.Network.Cut(a.Id, b.Id);
        a.Transport.RefTo(b.Id, b.Events.Address).Tell(Messages.Bulk(1, a.Rent(10, 1)));
        world.Advance(Detection - TimeSpan.FromMilliseconds(1));
        a.Events.ExpectNoMsg();
        b.Events.ExpectNoMsg();
        Assert.Equal(1, a.Pool.Outstanding);
        world.Advance(TimeSpan.FromMilliseconds(1));

        a.Events.ExpectMsg<PeerLost>();
        b.Events.ExpectMsg<PeerLost>();
        Assert.Equal(0, a.Pool.Outstanding);
    }

    [Fact]
    public async Task ACutThatHealsInTimeOnlyDelays()
    {
        await using var world = new SimulatedWorld(new MemoryNetworkOptions { CutDetection = Detection });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        TestProbe probe = b.Probe("probe");
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control(0));
        world.Network.Cut(a.Id, b.Id);
        for (int number = 1; number < 5; number++)
        {
            a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control(number));
        }

        world.Advance(Detection / 2);
        probe.ExpectNoMsg();
        world.Network.Heal(a.Id, b.Id);
        world.Settle();
        for (int number = 0; number < 5; number++)
        {
            Assert.Equal(number, probe.ExpectMsg<Heartbeat>().Sequence);
        }

        a.Events.ExpectNoMsg();
        b.Events.ExpectNoMsg();
    }

    [Fact]
    public async Task ASecondCutIsNoticedAfterItsOwnTime()
    {
        await using var world = new SimulatedWorld(new MemoryNetworkOptions { CutDetection = Detection });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        world.Network.Cut(a.Id, b.Id);
        world.Advance(Detection / 2);
        world.Network.Heal(a.Id, b.Id);
        world.Network.Cut(a.Id, b.Id);
        world.Advance(Detection * 0.75);
        a.Events.ExpectNoMsg();
        world.Advance(Detection / 2);

        a.Events.ExpectMsg<PeerLost>();
        b.Events.ExpectMsg<PeerLost>();
    }

    [Fact]
    public async Task WhatACrashedNodeSentVanishesAndItIsToldNothing()
    {
        await using var world = new SimulatedWorld();
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        TestProbe probe = b.Probe("probe");
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Bulk(1, a.Rent(10, 1)));
        b.Transport.RefTo(a.Id, "/x").Tell(Messages.Bulk(2, b.Rent(10, 1)));
        world.Network.Crash((MemoryTransport)a.Transport);
        Assert.Equal((0, 0), (a.Pool.Outstanding, b.Pool.Outstanding));

        Assert.Equal(
            "the connection broke: the peer's process is gone", world.Expect<PeerLost>(b.Events).Reason);
        probe.ExpectNoMsg();
        a.Events.ExpectNoMsg();
    }

    [Fact]
    public async Task ACrashedNodeComesBackUnderItsName()
    {
        await using var world = new SimulatedWorld();
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        Endpoint endpoint = world.Connect(a, b);
        world.Network.Crash((MemoryTransport)a.Transport);
        TransportNode again = world.Add(TransportWorld.Identity("a", 2), new TransportOptions());
        again.Transport.Connect([endpoint]);

        world.Settle();
        Assert.Equal(1, b.Events.ExpectMsg<PeerLost>().Incarnation);
        world.ExpectConnected(again, b);
        again.Events.ExpectNoMsg();
    }

    [Fact]
    public async Task ACrashedListenerIsDialledUntilAnotherListensThere()
    {
        await using var world = new SimulatedWorld();
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        Endpoint endpoint = world.Connect(a, b);
        world.Network.Crash((MemoryTransport)b.Transport);
        world.Expect<PeerLost>(a.Events);
        Assert.Equal("Connection refused", world.Expect<ConnectFailed>(a.Events).Reason);
        TransportNode again = world.Add(TransportWorld.Identity("b", 2), new TransportOptions());
        again.Transport.Listen(endpoint);

        world.Settle();
        Assert.Equal(2, a.Events.FishForMessage<PeerConnected>().Incarnation);
    }

    [Fact]
    public async Task WhatIsUnderWayIsBoundedAndAtTheBoundTheConnectionIsClosed()
    {
        await using var world = new SimulatedWorld();
        TransportNode b = world.Add("b");
        TransportNode a = world.Add(
            TransportWorld.Identity("a"), new TransportOptions { OutboxBulkBytesMax = 1000 });
        world.Connect(a, b);
        TestProbe letters = a.Probe("letters");
        a.System.EventStream.Subscribe(letters, typeof(DeadLetter));
        for (int number = 0; number < 3; number++)
        {
            a.Transport.RefTo(b.Id, "/x").Tell(Messages.Bulk(number, a.Rent(400, 1)));
        }

        Assert.Equal(2, ((SliceSum)letters.ExpectMsg<DeadLetter>().Message).Slice);
        Assert.Equal("the peer reads too slowly: the outbox for bulk is full", a.Events.ExpectMsg<PeerLost>().Reason);
        world.Settle();
        b.Events.ExpectMsg<PeerLost>();
        world.ExpectConnected(a, b);
    }

    /// <summary>When what arrived, over delays, a cut and reconnections.</summary>
    private static async Task<string> HistoryAsync(ulong seed)
    {
        await using var world = new SimulatedWorld(new MemoryNetworkOptions { Seed = seed });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        var history = new List<string>();
        _ = b.System.ActorOf(ActorProps.Of(() => new RecordingActor(world.Time, history)), "record");
        IActorRef record = a.Transport.RefTo(b.Id, "/user/record");
        for (int number = 0; number < 100; number++)
        {
            record.Tell(Messages.Control(number));
            record.Tell(Messages.Bulk(number, a.Rent(number, 1)));
            world.Advance(TimeSpan.FromMilliseconds(number == 50 ? 500 : 1));
            if (number is 40 or 60)
            {
                world.Network.Cut(a.Id, b.Id);
                world.Network.Heal(a.Id, b.Id);
            }
        }

        world.Settle();
        return string.Join('\n', history);
    }

    private static (TransportNode A, TransportNode B) ConnectedPair(SimulatedWorld world)
    {
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        world.Connect(a, b);
        return (a, b);
    }

    private sealed class RecordingActor(TimeProvider time, List<string> history) : MeasuredActor
    {
        protected override void OnReceive(object message)
        {
            string what = message is Heartbeat heartbeat ? $"{heartbeat.Sequence}" : $"b{((SliceSum)message).Slice}";
            history.Add($"{time.GetTimestamp()} {what}");
            (message as IReleasable)?.Release();
        }
    }
}
