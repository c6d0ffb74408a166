using Akka.Actor;
using RnnCluster.Protocol.Health;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Suites;

/// <summary>Who is let in by every transport, and what the dialling side is told.</summary>
public abstract class ConnectionSuite(TransportWorld world) : IAsyncLifetime
{
    private static readonly TransportOptions Impatient = new()
    {
        RetryDelayMin = TimeSpan.FromMilliseconds(1),
        RetryDelayMax = TimeSpan.FromMilliseconds(2),
        GiveUpAfter = TimeSpan.FromMilliseconds(20),
    };

    protected TransportWorld World { get; } = world;

    public static TheoryData<string, string> Refusals => new()
    {
        {
            "protocol",
            "node 'a' speaks protocol version 1001 and node 'b' version 8: run the same rnncluster on both"
        },
        {
            "numerics",
            "node 'a' computes by numerics version 9 and node 'b' by version 1, which give different bits: "
            + "run the same rnncluster on both"
        },
        {
            "fingerprint",
            "the arithmetic of node 'a' has the fingerprint 00000000000000000000000000000008 and that of node 'b' "
            + "00000000000000000000000000000007: run 'rnncluster selftest' on both to see whose is wrong"
        },
        {
            "run",
            "node 'a' takes part in run 0000000000000000000000000000000100000000000000000000000000000002 and "
            + "node 'b' in run 0000000000000000000000000000000300000000000000000000000000000004: "
            + "join the cluster of that run, or start the node anew"
        },
        {
            "norun",
            "node 'a' takes part in run 0000000000000000000000000000000100000000000000000000000000000002 and "
            + "node 'b' in none: join the cluster of that run, or start the node anew"
        },
        {
            "name",
            "the node that listens is itself called 'b': give each node a name of its own with --name"
        },
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await World.DisposeAsync();

    [Theory]
    [MemberData(nameof(Refusals))]
    public void ANodeThatDoesNotFitIsRefusedOnceAndForAllWithOneSentence(string difference, string sentence)
    {
        NodeIdentity self = TransportWorld.Identity("b") with
        {
            Run = difference == "run" ? new RunId(3, 4) : null,
        };
        NodeIdentity other = difference switch
        {
            "protocol" => TransportWorld.Identity("a") with { ProtocolVersion = 1001 },
            "numerics" => TransportWorld.Identity("a") with { NumericsVersion = 9 },
            "fingerprint" => TransportWorld.Identity("a") with { Fingerprint = 8 },
            "run" or "norun" => TransportWorld.Identity("a") with { Run = new RunId(1, 2) },
            "name" => TransportWorld.Identity("b"),
            _ => throw new ArgumentOutOfRangeException(nameof(difference)),
        };
        TransportNode b = World.Add(self, new TransportOptions());
        TransportNode a = World.Add(other, new TransportOptions());
        Endpoint endpoint = b.Transport.Listen(World.Free);
        a.Transport.Connect([endpoint]);

        Assert.Equal(new PeerRefused(endpoint, sentence), World.Expect<PeerRefused>(a.Events));
        Assert.Equal(sentence, World.Expect<StrangerTurnedAway>(b.Events).Reason);
        World.Settle();
        a.Events.ExpectNoMsg();
        b.Events.ExpectNoMsg();
    }

    [Fact]
    public void ARefusedNodeDisturbsNobody()
    {
        (TransportNode a, TransportNode b) = ConnectedPair();
        TransportNode stranger = World.Add(
            TransportWorld.Identity("stranger") with { Fingerprint = 1 }, new TransportOptions());
        stranger.Transport.Connect([b.Transport.Listen(World.Free)]);
        World.Expect<PeerRefused>(stranger.Events);
        World.Expect<StrangerTurnedAway>(b.Events);

        TestProbe probe = b.Probe("probe");
        a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Control(1));
        World.Expect<Heartbeat>(probe);
        a.Events.ExpectNoMsg();
    }

    [Fact]
    public void ANodeThatLearntItsRunNamesItFromThenOn()
    {
        var run = new RunId(1, 2);
        TransportNode b = World.Add(TransportWorld.Identity("b") with { Run = run }, new TransportOptions());
        TransportNode a = World.Add("a");
        World.Connect(a, b);
        a.Transport.Run = run;
        a.Transport.Disconnect(b.Id, "a test cuts it");
        World.Expect<PeerLost>(a.Events);
        World.Expect<PeerLost>(b.Events);

        World.Expect<PeerConnected>(a.Events);
        Assert.Equal(run, World.Expect<PeerConnected>(b.Events).Run);
    }

    [Fact]
    public void AddressesAreDialledInTurn()
    {
        TransportNode a = World.Add("a");
        TransportNode b = World.Add("b");
        Endpoint nobody = World.Nobody;
        a.Transport.Connect([nobody, b.Transport.Listen(World.Free)]);

        ConnectFailed failed = World.Expect<ConnectFailed>(a.Events);
        Assert.Equal((nobody, "Connection refused", TimeSpan.Zero), (failed.Endpoint, failed.Reason, failed.RetryIn));
        World.ExpectConnected(a, b);
    }

    [Fact]
    public void WhoReachesNobodyGivesUpAfterItsPatience()
    {
        TransportNode a = World.Add(TransportWorld.Identity("a"), Impatient);
        Endpoint nobody = World.Nobody;
        a.Transport.Connect([nobody]);

        World.Settle();
        ConnectGaveUp told = a.Events.FishForMessage<ConnectGaveUp>();
        Assert.Equal([nobody], told.Endpoints);
        Assert.Equal("Connection refused", told.Reason);
        Assert.True(told.After >= Impatient.GiveUpAfter);
        World.Settle();
        a.Events.ExpectNoMsg();
    }

    [Fact]
    public void AnAddressThatSomebodyListensAtIsInUse()
    {
        TransportNode a = World.Add("a");
        TransportNode b = World.Add("b");
        Endpoint endpoint = a.Transport.Listen(World.Free);

        var mistake = Assert.Throws<InputException>(() => b.Transport.Listen(endpoint));
        Assert.Equal($"{endpoint} is in use by another program: stop it, or listen on another port", mistake.Message);
    }

    protected (TransportNode A, TransportNode B) ConnectedPair()
    {
        TransportNode a = World.Add("a");
        TransportNode b = World.Add("b");
        World.Connect(a, b);
        return (a, b);
    }
}
