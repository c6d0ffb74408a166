using System.CommandLine;
using RnnCluster.Learning.Compute;

namespace RnnCluster.Cli.Commands;

/// <summary><c>--threads</c>, the same for every command that computes.</summary>
internal static class ThreadsOption
{
    public static Option<int> Create() => NumberOption.Whole(
        "--threads",
        "Threads to compute with; changes the speed, never a bit. The default is this machine's processors",
        1,
        ComputeTeam.SizeMax,
        () => Math.Min(Environment.ProcessorCount, ComputeTeam.SizeMax));
}
