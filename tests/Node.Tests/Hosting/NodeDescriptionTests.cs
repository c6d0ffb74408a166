using RnnCluster.Node.Hosting;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Node.Tests.Hosting;

public sealed class NodeDescriptionTests
{
    [Fact]
    public void WhoAsksToJoinSaysWhoItIsAndHoldsNothing()
    {
        var node = new NodeDescription(new NodeId("a"), 5, "host", 6, 7, 8, "avx2", "1.2", Fingerprint: 9);

        Assert.Equal(
            new JoinRequest(
                new NodeId("a"), 5, "host", 6, 7, 8, "avx2", "1.2", Run: null, Step.Zero, UInt128.Zero),
            node.ToJoinRequest());
    }

    [Fact]
    public void AMachinesTimeBeginsWithItsClock()
    {
        var time = new VirtualTime();
        time.Advance(TimeSpan.FromHours(1));
        var clock = new MachineClock(time);
        time.Advance(TimeSpan.FromMilliseconds(3));

        Assert.Equal(TimeSpan.FromMilliseconds(3), clock.Now);
    }
}
