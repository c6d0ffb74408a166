using Akka.Actor;
using RnnCluster.Protocol.Health;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Memory;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Memory;

public sealed class ImmediateNetworkTests
{
    [Fact]
    public async Task AMessageIsThereWhenTellReturns()
    {
        await using var world = new ImmediateWorld();
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        world.Connect(a, b);
        TestProbe probe = b.Probe("probe");
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control(1));
        b.Events.ExpectNoMsg();

        probe.ExpectMsg<Heartbeat>();
    }

    [Fact]
    public async Task ManyThreadsMayTellAtOnce()
    {
        const int Threads = 4;
        const int Each = 500;
        await using var world = new ImmediateWorld();
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        world.Connect(a, b);
        TestProbe probe = b.Probe("probe");
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int number = 0; number < Each; number++)
            {
                a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control((thread * Each) + number));
            }
        })));

        long[] last = [.. Enumerable.Range(0, Threads).Select(thread => (thread * Each) - 1L)];
        for (int count = 0; count < Threads * Each; count++)
        {
            long sequence = probe.ExpectMsg<Heartbeat>().Sequence;
            Assert.Equal(++last[sequence / Each], sequence);
        }
    }

    [Fact]
    public async Task ACrashEndsTheConnectionOfThePeerAtOnce()
    {
        await using var world = new ImmediateWorld();
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        world.Connect(a, b);
        ((MemoryTransport)a.Transport).Network.Crash((MemoryTransport)a.Transport);

        b.Events.ExpectMsg<PeerLost>();
        a.Events.ExpectNoMsg();
    }
}
