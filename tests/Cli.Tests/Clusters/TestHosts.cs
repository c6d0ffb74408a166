namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>Where the processes of a cluster run: the coordinator on host 1, workers on those after it.</summary>
/// <param name="StarterOn">What starts a program on a host; empty for this one.</param>
/// <param name="Listen">Where the coordinator listens.</param>
internal sealed record TestHosts(Func<int, string[]> StarterOn, string Listen)
{
    /// <summary>All of them here, over loopback.</summary>
    public static TestHosts Here { get; } = new(static _ => [], "127.0.0.1:0");

    /// <summary>What a command needs to leave loopback.</summary>
    public string[] Leave => this == Here ? [] : ["--insecure"];
}
