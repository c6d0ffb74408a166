namespace RnnCluster.Coordinator.Tests;

/// <summary>A coordinator; when a test is over every loan must be back, and nothing have failed.</summary>
public abstract class CoordinatorTests : IAsyncLifetime
{
    private readonly List<CoordinatorRig> rigs = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (CoordinatorRig rig in rigs)
        {
            await rig.DisposeAsync();
            Assert.Empty(rig.Failures);
            Assert.Equal(0, rig.Pool.Outstanding);
        }
    }

    internal CoordinatorRig Create(int contentSymbols = 3, double linger = 0)
    {
        var rig = new CoordinatorRig(contentSymbols, linger);
        rigs.Add(rig);
        return rig;
    }
}
