namespace RnnCluster.Node.Tests.Replicas;

/// <summary>Replicas of one run; when a test is over every loan must be back.</summary>
public abstract class ReplicaTests(TinyRun runs) : IClassFixture<TinyRun>, IAsyncLifetime
{
    private readonly List<ReplicaRig> rigs = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (ReplicaRig rig in rigs)
        {
            await rig.DisposeAsync();
        }

        Assert.All(rigs, rig => Assert.Equal(0, rig.Pool.Outstanding));
        Assert.All(rigs, rig => Assert.Empty(rig.Failures));
    }

    /// <summary>A worker's replica at step 0.</summary>
    internal ReplicaRig Worker() => Add(new ReplicaRig(runs.Workers));

    /// <summary>The coordinator's replica at step 0.</summary>
    internal ReplicaRig Coordinator() => Add(new ReplicaRig(runs.Coordinators));

    /// <summary>The coordinator's replica of a run that validates after every step.</summary>
    internal ReplicaRig Validating(string output) =>
        Add(new ReplicaRig((pool, time) => runs.Validating(output, pool, time)));

    /// <summary>A file of a run's folder.</summary>
    internal byte[] Read(string output, string name) => runs.Read(output, name);

    private ReplicaRig Add(ReplicaRig rig)
    {
        rigs.Add(rig);
        return rig;
    }
}
