using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using RnnCluster.Cli.Commands;
using RnnCluster.Cli.Hosting;
using RnnCluster.Kernels.Files;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Shared;

namespace RnnCluster.Cli;

/// <summary>
/// The whole program as a function of its arguments: parses them, runs a command, and turns whatever goes wrong into
/// one line on standard error and an exit code.
/// </summary>
internal static class CommandLine
{
    private const string Name = "rnncluster";

    /// <summary>Help wraps here, so that it reads the same in every terminal and in every test.</summary>
    private const int HelpWidth = 110;

    /// <summary>Commands whose result is a run and its files: what they print only tells of it.</summary>
    private static readonly string[] RunNames = ["train", "coordinator", "worker"];

    /// <summary>The version of the program, its arithmetic, and the lanes that it computes with here.</summary>
    public static string Version
    {
        get
        {
            string product = typeof(CommandLine).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
            return $"{Name} {product}, numerics version {Numerics.Version}, lanes {LaneSelection.Name}";
        }
    }

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="host">Where it writes and what time it is.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, Host host)
    {
        ParseResult result = CreateRoot(host).Parse(
            arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (Mistakes.Find(result, arguments) is string mistake)
        {
            Command command = result.CommandResult.Command;
            string help = command is RootCommand ? "--help" : $"{command.Name} --help";
            string see = mistake.EndsWith('?') ? " See" : "; see";
            host.Tell($"{OneLine.Of(mistake)}{see} '{Name} {help}'");
            return ExitCode.Mistake;
        }

        return AfterOutput(Invoke(result, host), result, host);
    }

    private static int Invoke(ParseResult result, Host host)
    {
        try
        {
            return result.Invoke(new InvocationConfiguration
            {
                Output = host.Output,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
#pragma warning disable CA1031 // The last resort of the program: what is no known fault is a bug.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            if (Faults.Find(thrown) is var (code, text))
            {
                host.Tell(text);
                return code;
            }

            host.Error.WriteLine($"{Name}: this is a bug in {Version}; please report it: {thrown}");
            return ExitCode.Failed;
        }
    }

    /// <summary>What output that was lost means: all for a command whose result it is, little for a run.</summary>
    private static int AfterOutput(int code, ParseResult result, Host host)
    {
        OutputWriter output = host.Written;
        if (output.Fault is not { } fault)
        {
            return code;
        }

        bool isRun = RunNames.Contains(result.CommandResult.Command.Name) && result.Action is not HelpAction;
        if (isRun)
        {
            if (!Descriptor.IsGone(fault))
            {
                host.Tell($"warning: standard output could not be written ({fault.Message}): parts of it are missing");
            }

            return code;
        }

        if (Descriptor.IsReaderGone(fault))
        {
            return code == ExitCode.Done ? ExitCode.ReaderGone : code;
        }

        host.Tell($"standard output: cannot be written: {fault.Message}");
        return code == ExitCode.Done ? ExitCode.Failed : code;
    }

    /// <summary>All commands with their options; tests enumerate them.</summary>
    internal static RootCommand CreateRoot(Host host)
    {
        var root = new RootCommand(
            "Trains recurrent language models. The state after every step is a function of spec and data: it has the "
            + "same bits on any number of threads, on any CPU, stopped and resumed or not.")
        {
            TrainCommand.Create(host),
            CoordinatorCommand.Create(host),
            WorkerCommand.Create(host),
            WatchCommand.Create(host),
            EvaluateCommand.Create(host),
            GenerateCommand.Create(host),
            InspectCommand.Create(host),
            ExportCommand.Create(host),
            BenchCommand.Create(host),
            SelftestCommand.Create(host),
        };
        foreach (Option option in root.Options)
        {
            if (option is VersionOption version)
            {
                version.Description = "Show the version of the program and of its arithmetic, and the lanes in use";
                version.Action = new VersionAction(host.Output);
            }
            else if (option is HelpOption { Action: HelpAction help })
            {
                help.MaxWidth = HelpWidth;
            }
        }

        return root;
    }
}
