namespace RnnCluster.Browser.Tests;

/// <summary>
/// Tests of a browser and several processes each: one after the other, so that a worker is missed only when a test has
/// killed it.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserTests : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}
