namespace RnnCluster.Cli.Tests.Hostile;

/// <summary>Tests that change what belongs to the whole process, as its working directory, run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
