using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using RnnCluster.Cli.Commands;
using RnnCluster.Cli.Hosting;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Learning.Replicas;
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
            host.Error.WriteLine($"{Name}: {mistake}{see} '{Name} {help}'");
            return ExitCode.Mistake;
        }

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
        catch (InputException mistaken)
        {
            host.Error.WriteLine($"{Name}: {mistaken.Message}");
            return ExitCode.Mistake;
        }
        catch (Exception stopped) when (stopped is NonFiniteException or StorageException)
        {
            host.Error.WriteLine($"{Name}: {stopped.Message}");
            return ExitCode.Failed;
        }
        catch (OutOfMemoryException)
        {
            host.Error.WriteLine($"{Name}: not enough memory; make the model, the batch or the window smaller");
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // The last resort of the program: a bug, told with everything that helps to find it.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            host.Error.WriteLine($"{Name}: this is a bug in {Version}; please report it: {bug}");
            return ExitCode.Failed;
        }
    }

    private static RootCommand CreateRoot(Host host)
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
