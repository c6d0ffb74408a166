using System.Text;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Serialization;
using RnnCluster.ClusterKit;
using RnnCluster.Node.Membership;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Node.Tests.Membership;

/// <summary>What comes from another node may be a stranger's bytes: no type name in it is ever looked up.</summary>
public sealed class ForeignBytesTests
{
    private const string Absent = "Hostile.Type, Hostile.Assembly.That.Is.Not.There";
    private const string Present = "System.IO.FileInfo, System.Private.CoreLib";
    private const int SerializersMax = 64;

    private static readonly byte[] Json =
        Encoding.UTF8.GetBytes("""{"$id":"1","$type":"Hostile.Type, Hostile.Assembly.That.Is.Not.There"}""");

    [Fact]
    public async Task NoSerializerLooksUpATypeWhoseNameCameFromAnotherNode()
    {
        await using var node = ClusterSystem.Create(ClusterSystemTests.Options());
        Serialization serialization = ((ExtendedActorSystem)node.System).Serialization;
        List<string?> looked = [];
        AppDomain.CurrentDomain.AssemblyResolve += Look;
        try
        {
            for (int serializer = 0; serializer < SerializersMax; serializer++)
            {
                foreach (string manifest in (string[])[Absent, Present])
                {
                    Assert.ThrowsAny<Exception>(() => serialization.Deserialize(Json, serializer, manifest));
                }
            }
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= Look;
        }

        Assert.DoesNotContain(looked, name => name!.StartsWith("Hostile", StringComparison.Ordinal));

        System.Reflection.Assembly? Look(object? sender, ResolveEventArgs asked)
        {
            looked.Add(asked.Name);
            return null;
        }
    }

    [Theory]
    [InlineData(5, "Akka.Cluster.ClusterUserAction+Down, Akka.Cluster")]
    [InlineData(5, "Akka.Cluster.ClusterUserAction+Leave, Akka.Cluster")]
    [InlineData(16, "STF")]
    [InlineData(16, "PP")]
    [InlineData(16, "K")]
    [InlineData(3, "")]
    [InlineData(1001, "Akka.Actor.PoisonPill, Akka")]
    public async Task WhatNoNodeSaysToAnotherIsNotRead(int serializer, string manifest)
    {
        await using var node = ClusterSystem.Create(ClusterSystemTests.Options());
        Serialization serialization = ((ExtendedActorSystem)node.System).Serialization;

        Exception refusal = Assert.ThrowsAny<Exception>(() => serialization.Deserialize([], serializer, manifest));

        Assert.True(refusal is NotSupportedException or ProtocolException, refusal.ToString());
    }

    /// <summary>The stranger is an Akka system as it comes: it writes objects as JSON with their type's name.</summary>
    [Fact]
    public async Task AStrangersObjectReachesNoActorAndWhatIsSaidInOrderDoes()
    {
        await using var cluster = new KitCluster();
        KitNode node = cluster.Start("node", ClusterRole.Coordinator);
        KitNode peer = cluster.Start("peer", ClusterRole.Worker);
        var probe = new TestProbe(node.System.System, "mailbox");
        using var stranger = ActorSystem.Create("stranger", ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0, applied-adapters = ["trttl"] } }
            """));
        string path = $"{node.Address}{probe.Address}";

        RefTo(stranger, path).Tell(new StrangeObject("gift"), ActorRefs.NoSender);
        await node.Logged.Await<string>("a log entry about the object", text => text.Contains("serializer id [1]"));
        RefTo(peer.System.System, path).Tell(new LeaveRequest("in order"), ActorRefs.NoSender);

        probe.ExpectMsg(new LeaveRequest("in order"));
        await stranger.Terminate();
    }

    [Fact]
    public async Task AMessageThatIsTooLongIsDroppedAndTheLongestThatMayBeArrives()
    {
        await using var cluster = new KitCluster();
        (KitNode coordinator, KitNode[] workers) = await cluster.Form(workers: 1);
        var probe = new TestProbe(coordinator.System.System, "mailbox");
        var longest = new JoinAccepted(
            new NodeId("coordinator"),
            Term: 1,
            new RunId(1, 2),
            new byte[Limits.SpecBytesMax],
            Vocabulary: 1,
            new string('0', 64),
            TrainingTokens: 1,
            BlocksPerSlice: 1,
            TimeSpan.FromSeconds(1),
            SampleInterval: 1,
            Seed: "127.0.0.1:1",
            SeedUid: 1);
        IActorRef mailbox = RefTo(workers[0].System.System, $"{coordinator.Address}{probe.Address}");

        mailbox.Tell(longest with { Spec = new byte[600_000] }, ActorRefs.NoSender);
        mailbox.Tell(longest, ActorRefs.NoSender);

        Assert.Equal(Limits.SpecBytesMax, probe.ExpectMsg<JoinAccepted>().Spec.Length);
        Assert.False(coordinator.HasHeard<ClusterEvent.UnreachableMember>(workers[0]));
    }

    private static IActorRef RefTo(ActorSystem system, string path) =>
        ((ExtendedActorSystem)system).Provider.ResolveActorRef(path);

    private sealed record StrangeObject(string Text);
}
