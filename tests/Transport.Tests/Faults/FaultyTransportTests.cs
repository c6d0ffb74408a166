using Akka.Actor;
using Akka.Event;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Faults;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Faults;

public sealed class FaultyTransportTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task WhatIsDelayedIsOvertakenByNothingOfItsKind()
    {
        await using var world = new ScriptedWorld(new() { [1] = new Fault.Delay(Long) });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        TestProbe probe = b.Probe("probe");
        IActorRef remote = a.Transport.RefTo(b.Id, probe.Address);
        remote.Tell(Messages.Control(0));
        remote.Tell(Messages.Control(1));
        remote.Tell(Messages.Control(2));
        remote.Tell(Messages.Bulk(3, a.Rent(10, 1)));

        world.Advance(Long - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, probe.ExpectMsg<Heartbeat>().Sequence);
        probe.ExpectMsg<SliceSum>().Release();
        probe.ExpectNoMsg();
        world.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(1, probe.ExpectMsg<Heartbeat>().Sequence);
        Assert.Equal(2, probe.ExpectMsg<Heartbeat>().Sequence);
    }

    [Fact]
    public async Task WhatIsDelayedBeyondItsConnectionIsADeadLetter()
    {
        await using var world = new ScriptedWorld(new() { [0] = new Fault.Delay(Long) });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        TestProbe letters = a.Probe("letters");
        a.System.EventStream.Subscribe(letters, typeof(DeadLetter));
        a.Transport.RefTo(b.Id, b.Events.Address).Tell(Messages.Bulk(0, a.Rent(10, 1)));
        a.Transport.Disconnect(b.Id, "a test cuts it");
        world.Settle();

        letters.ExpectMsg<DeadLetter>();
        b.Events.ExpectMsg<PeerLost>();
        b.Events.ExpectMsg<PeerConnected>();
        b.Events.ExpectNoMsg();
    }

    [Fact]
    public async Task WhatIsDuplicatedArrivesTwice()
    {
        await using var world = new ScriptedWorld(new() { [0] = new Fault.Duplicate() });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        TestProbe probe = b.Probe("probe");
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Bulk(5, a.Rent(10, 1)));
        world.Settle();

        for (int copy = 0; copy < 2; copy++)
        {
            SliceSum sum = probe.ExpectMsg<SliceSum>();
            Assert.Equal(5, sum.Slice);
            sum.Release();
        }

        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task AfterTheScriptedNumberOfMessagesTheConnectionIsCut()
    {
        await using var world = new ScriptedWorld(new() { [2] = new Fault.Cut() });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        TestProbe probe = b.Probe("probe");
        IActorRef remote = a.Transport.RefTo(b.Id, probe.Address);
        for (int number = 0; number < 4; number++)
        {
            remote.Tell(Messages.Bulk(number, a.Rent(10, 1)));
            world.Advance(TimeSpan.FromMilliseconds(5));
        }

        Assert.Equal("the connection broke: a fault cut it", a.Events.ExpectMsg<PeerLost>().Reason);
        world.Settle();
        b.Events.ExpectMsg<PeerLost>();
        world.ExpectConnected(a, b);
        remote.Tell(Messages.Bulk(4, a.Rent(10, 1)));
        world.Settle();
        foreach (int number in new[] { 0, 1, 4 })
        {
            SliceSum sum = probe.ExpectMsg<SliceSum>();
            Assert.Equal(number, sum.Slice);
            sum.Release();
        }
    }

    [Fact]
    public async Task AnAnswerMeetsTheFaultsOfItsSide()
    {
        await using var world = new ScriptedWorld(new() { [0] = new Fault.Duplicate() });
        (TransportNode a, TransportNode b) = ConnectedPair(world);
        TestProbe here = a.Probe("here");
        b.Transport.RefTo(a.Id, here.Address).Tell(Messages.Control(1), b.Events);
        world.Settle();
        here.ExpectMsg<Heartbeat>();
        here.Reply(new HeartbeatReply(1));
        world.Settle();

        b.Events.ExpectMsg<HeartbeatReply>();
        b.Events.ExpectMsg<HeartbeatReply>();
    }

    [Fact]
    public void SeededFaultsComeAsOftenAsTheySayAndTheSameAgain()
    {
        const int Count = 20_000;
        var rule = new SeededFaults(3) { CutRate = 0.1, DuplicateRate = 0.2, DelayRate = 0.3 };
        string[] draws = [.. Draw(rule)];

        Assert.Equal(draws, Draw(new SeededFaults(3) { CutRate = 0.1, DuplicateRate = 0.2, DelayRate = 0.3 }));
        Assert.NotEqual(draws, Draw(new SeededFaults(4) { CutRate = 0.1, DuplicateRate = 0.2, DelayRate = 0.3 }));
        Assert.InRange(draws.Count(draw => draw == nameof(Fault.Cut)), 0.09 * Count, 0.11 * Count);
        Assert.InRange(draws.Count(draw => draw == nameof(Fault.Duplicate)), 0.19 * Count, 0.21 * Count);
        Assert.InRange(draws.Count(draw => draw == nameof(Fault.Delay)), 0.29 * Count, 0.31 * Count);

        static IEnumerable<string> Draw(SeededFaults rule) => Enumerable.Range(0, Count)
            .Select(index => rule.Next(new("b"), index, Messages.Control(0)).GetType().Name);
    }

    private static (TransportNode A, TransportNode B) ConnectedPair(TransportWorld world)
    {
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        world.Connect(a, b);
        return (a, b);
    }

    /// <summary>A simulated network where the first node that is added meets scripted faults.</summary>
    private sealed class ScriptedWorld(Dictionary<long, Fault> script) : SimulatedWorld
    {
        protected override ITransport CreateTransport(TransportHost host) => host.Identity.Node.Name == "a"
            ? new FaultyTransport(base.CreateTransport(host), new ScriptedFaults(script), host.Time)
            : base.CreateTransport(host);
    }
}
