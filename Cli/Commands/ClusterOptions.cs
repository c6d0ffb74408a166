using System.CommandLine;
using RnnCluster.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Commands;

/// <summary>Options that the commands of a cluster share.</summary>
internal static class ClusterOptions
{
    public static Option<bool> Insecure() => new("--insecure")
    {
        Description = "Allow addresses beyond this machine, although the connections are not encrypted",
    };

    public static Option<string?> AkkaSettings() => new("--akka-settings")
    {
        HelpName = "FILE",
        Description = "Settings of Akka.Cluster, in HOCON, that take the place of the program's",
    };

    /// <summary>How the process is a member of the cluster.</summary>
    /// <param name="path">The file of <see cref="AkkaSettings"/>; null for none.</param>
    /// <exception cref="InputException">The file cannot be read, or used.</exception>
    public static MemberOptions MemberOf(string? path)
    {
        if (path is null)
        {
            return new MemberOptions();
        }

        string settings;
        try
        {
            settings = File.Exists(path)
                ? File.ReadAllText(path)
                : throw new InputException($"--akka-settings {path}: there is no such file");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--akka-settings {path}: cannot be read: {fault.Message}", fault);
        }

        ClusterSystem.EnsureSettings(settings, path);
        return new MemberOptions { Settings = settings, SettingsSource = path };
    }
}
