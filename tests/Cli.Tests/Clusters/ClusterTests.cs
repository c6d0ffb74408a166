namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>
/// Tests of several processes each: one after the other, and beside no others, so that a node is silent only when a
/// test has silenced it.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterTests : ICollectionFixture<ClusterRuns>
{
    public const string Name = "clusters";
}
