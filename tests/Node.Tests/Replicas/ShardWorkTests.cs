using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Node.Tests.Replicas;

public sealed class ShardWorkTests(TinyRun runs) : IClassFixture<TinyRun>
{
    [Fact]
    public async Task FourGroupsStayLaidOutAndAllGiveTheSameBitsAgain()
    {
        await using var manual = new SimulatedSystem();
        var pool = new PayloadPool();
        ReplicaHome home = runs.Workers(pool, manual.Time);
        TestProbe coordinator = manual.Probe();
        var work = new ShardWork(home, coordinator);
        byte[][] first = [.. Enumerable.Range(0, 6).Select(Run)];
        Assert.Equal(4, work.Groups);
        byte[][] second = [.. Enumerable.Range(0, 6).Select(Run)];

        Assert.Equal(first, second);
        Assert.Equal(4, work.Groups);
        Assert.Equal(0, pool.Outstanding);
        home.Dispose();

        byte[] Run(int shard)
        {
            work.Run(new ReplicaRequest.Compute(1, Step.Zero, 1, [new TreeNode(0, shard)], coordinator));
            List<byte> bytes = [];
            for (int slice = 0; slice < home.Slices.Count; slice++)
            {
                SliceSum sum = coordinator.ExpectMsg<SliceSum>();
                bytes.AddRange(sum.Payload.Span);
                sum.Release();
            }

            coordinator.ExpectMsg<ShardReport>().Release();
            return [.. bytes];
        }
    }

    [Fact]
    public async Task AGroupThatIsUsedStaysAndTheOneThatWasNotForTheLongestTimeGoes()
    {
        await using var manual = new SimulatedSystem();
        ReplicaHome home = runs.Workers(new PayloadPool(), manual.Time);
        TestProbe coordinator = manual.Probe();
        var work = new ShardWork(home, coordinator);
        foreach (int shard in new[] { 0, 1, 2, 3, 0, 4 })
        {
            work.Run(new ReplicaRequest.Compute(1, Step.Zero, 1, [new TreeNode(0, shard)], coordinator));
        }

        Assert.True(work.IsLaidOut([new TreeNode(0, 0)]));
        Assert.False(work.IsLaidOut([new TreeNode(0, 1)]));
        home.Dispose();
    }
}
