using System.CommandLine;
using Microsoft.Extensions.Logging;
using RnnCluster.Cli.Hosting;
using RnnCluster.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Commands;

/// <summary>Options that the commands of a cluster share.</summary>
internal static class ClusterOptions
{
    private static readonly Dictionary<string, LogLevel> Levels = new()
    {
        ["none"] = Microsoft.Extensions.Logging.LogLevel.None,
        ["error"] = Microsoft.Extensions.Logging.LogLevel.Error,
        ["warning"] = Microsoft.Extensions.Logging.LogLevel.Warning,
        ["information"] = Microsoft.Extensions.Logging.LogLevel.Information,
        ["debug"] = Microsoft.Extensions.Logging.LogLevel.Debug,
    };

    public static Option<bool> Insecure() => new("--insecure")
    {
        Description = "Allow addresses beyond this machine, although the connections are not encrypted",
    };

    public static Option<string?> AkkaSettings() => new("--akka-settings")
    {
        HelpName = "FILE",
        Description = "Settings of Akka.Cluster, in HOCON, that take the place of the program's",
    };

    public static Option<string> LogLevel() => new("--log-level")
    {
        HelpName = "LEVEL",
        Description = "What of Akka.Cluster's log is written to standard error: none, error, warning, information or "
            + "debug",
        DefaultValueFactory = static _ => "none",
    };

    /// <summary>How the process is a member of the cluster.</summary>
    /// <param name="path">The file of <see cref="AkkaSettings"/>; null for none.</param>
    /// <param name="level">A value of <see cref="LogLevel"/>.</param>
    /// <param name="host">Has the error stream.</param>
    /// <exception cref="InputException">There is no such level; or the file cannot be read, or used.</exception>
    public static MemberOptions MemberOf(string? path, string level, Host host)
    {
        if (!Levels.TryGetValue(level, out LogLevel least))
        {
            throw new InputException($"--log-level '{level}': expected one of {string.Join(", ", Levels.Keys)}");
        }

        var options = new MemberOptions { Log = new ErrorStreamLogger(host, least) };
        if (path is null)
        {
            return options;
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
        return options with { Settings = settings, SettingsSource = path };
    }
}
