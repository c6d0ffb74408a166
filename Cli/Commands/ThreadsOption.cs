using System.CommandLine;
using System.Globalization;
using RnnCluster.Cli.Hosting;
using RnnCluster.Learning.Compute;

namespace RnnCluster.Cli.Commands;

/// <summary><c>--threads</c>, the same for every command that computes.</summary>
internal static class ThreadsOption
{
    /// <summary>
    /// Threads for each processor above which a warning is due. The threads of a team wait for one another several
    /// times a step: a few more than processors cost some percent, many more cost most of the speed.
    /// </summary>
    public const int PerProcessorMax = 4;

    public static Option<int> Create() => NumberOption.Whole(
        "--threads",
        "Threads to compute with; changes the speed, never a bit. The default is this machine's processors",
        1,
        ComputeTeam.SizeMax,
        () => Math.Min(Environment.ProcessorCount, ComputeTeam.SizeMax));

    /// <summary>What to say about a number of threads; null for nothing.</summary>
    /// <param name="threads">Threads that compute in all processes together.</param>
    /// <param name="processors">
    /// Processors that this process may use: a container's CPU limit, rounded up, and the affinity count.
    /// </param>
    public static string? WarningOf(long threads, int processors) => threads <= (long)PerProcessorMax * processors
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{threads} threads compute on {processors} {(processors == 1 ? "processor" : "processors")}, which slows "
            + $"a step down many times: at most {PerProcessorMax} for each are of use; see --threads");

    /// <summary>Writes the warning, if there is one, for a command that has no view.</summary>
    public static void MaybeWarn(Host host, int threads)
    {
        if (WarningOf(threads, Environment.ProcessorCount) is { } warning)
        {
            host.Error.WriteLine($"rnncluster: warning: {warning}");
        }
    }
}
