using System.CommandLine;
using System.CommandLine.Invocation;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli;

/// <summary>What <c>--version</c> does.</summary>
internal sealed class VersionAction(TextWriter output) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        output.WriteLine(CommandLine.Version);
        return ExitCode.Done;
    }
}
