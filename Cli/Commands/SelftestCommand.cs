using System.CommandLine;
using RnnCluster.Cli.Hosting;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Learning.Runs;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster selftest</c>: whether this machine computes the bits that every machine should.</summary>
internal sealed class SelftestCommand
{
    private readonly Option<int> threads = ThreadsOption.Create();
    private readonly Host host;

    private SelftestCommand(Host host, Command command)
    {
        this.host = host;
        command.Add(threads);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command(
            "selftest", "Trains 30 steps with every cell and compares the hash of the states with the published one.");
        _ = new SelftestCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        ThreadsOption.MaybeWarn(host, result.GetValue(threads));
        string hash = SelfTest.Run(result.GetValue(threads));
        host.Output.WriteLine($"hash      {hash}");
        host.Output.WriteLine($"lanes     {LaneSelection.Name}");
        host.Output.WriteLine($"numerics  version {Numerics.Version}");
        if (hash == SelfTest.ExpectedHash)
        {
            host.Output.WriteLine("This machine computes the published bits.");
            return ExitCode.Done;
        }

        host.Error.WriteLine(
            $"rnncluster: expected {SelfTest.ExpectedHash}: this machine or this build computes other bits, do not "
            + "train with it");
        return ExitCode.Failed;
    }
}
