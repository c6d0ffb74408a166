using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;

namespace RnnCluster.Worker.Tests;

/// <summary>A worker; when a test is over every loan must be back.</summary>
public abstract class WorkerTests(TinySpec spec) : IClassFixture<TinySpec>, IAsyncLifetime
{
    private readonly List<WorkerRig> rigs = [];

    protected TinySpec Spec => spec;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (WorkerRig rig in rigs)
        {
            await rig.DisposeAsync();
            Assert.Equal(0, rig.Pool.Outstanding);
        }
    }

    internal WorkerRig Create(bool isHosted = false, Func<JoinAccepted, int[], ReplicaHome>? open = null)
    {
        var rig = new WorkerRig(isHosted, open);
        rigs.Add(rig);
        return rig;
    }

    /// <summary>A worker that is taken in, has the data and asks for the state.</summary>
    internal WorkerRig CreateSyncing()
    {
        WorkerRig rig = Create();
        rig.Cache.Keep(spec.Content.Hash, spec.Content.Bytes.ToArray());
        _ = rig.Join();
        rig.Tell(spec.Accepted);
        Assert.Equal(new SnapshotRequest(3), rig.Coordinator.ExpectMsg<SnapshotRequest>());
        return rig;
    }
}
