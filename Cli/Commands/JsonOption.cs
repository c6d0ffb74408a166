using System.CommandLine;

namespace RnnCluster.Cli.Commands;

/// <summary><c>--json</c>, the same for every command that reports.</summary>
internal static class JsonOption
{
    public static Option<bool> Create(string help) => new("--json") { Description = help };
}
