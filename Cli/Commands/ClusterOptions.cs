using System.CommandLine;

namespace RnnCluster.Cli.Commands;

/// <summary>Options that the commands of a cluster share.</summary>
internal static class ClusterOptions
{
    public static Option<bool> Insecure() => new("--insecure")
    {
        Description = "Allow addresses beyond this machine, although the connections are not encrypted",
    };
}
