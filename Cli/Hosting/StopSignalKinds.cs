using System.Globalization;
using System.Runtime.InteropServices;

namespace RnnCluster.Cli.Hosting;

/// <summary>The signals that ask for a stop in good order, as this system has them.</summary>
/// <remarks>
/// SIGUSR1 and SIGUSR2 have no name in .NET: raw numbers are registered, which differ by system. Windows has neither;
/// its counterpart of SIGHUP, the closing of a console, cannot be put off and is left alone.
/// </remarks>
internal static class StopSignalKinds
{
    /// <summary>A line of <c>/proc/self/status</c>: the ignored signals, a hexadecimal mask, bit n - 1 for n.</summary>
    private const string IgnoredField = "SigIgn:";

    private const int HangUpNumber = 1;

    /// <summary>
    /// All of them. A warning signal that was ignored when this process began stays ignored: <c>nohup</c> asks for
    /// that. Only Linux lets a process find out.
    /// </summary>
    public static IReadOnlyList<PosixSignal> OfThisProcess()
    {
        var kinds = new List<PosixSignal> { PosixSignal.SIGINT, PosixSignal.SIGTERM };
        if (OperatingSystem.IsWindows())
        {
            return kinds;
        }

        ulong ignored = OperatingSystem.IsLinux() ? IgnoredMask(File.ReadLines("/proc/self/status")) : 0;
        (int first, int second) = OperatingSystem.IsLinux() ? (10, 12) : (30, 31);
        Add(HangUpNumber, PosixSignal.SIGHUP);
        Add(first, (PosixSignal)first);
        Add(second, (PosixSignal)second);
        return kinds;

        void Add(int number, PosixSignal kind)
        {
            if (((ignored >> (number - 1)) & 1) == 0)
            {
                kinds.Add(kind);
            }
        }
    }

    /// <summary>Reads the mask of ignored signals; without such a line none is ignored.</summary>
    internal static ulong IgnoredMask(IEnumerable<string> status)
    {
        string? line = status.FirstOrDefault(line => line.StartsWith(IgnoredField, StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(
                line.AsSpan(IgnoredField.Length).Trim(),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out ulong mask)
            ? mask
            : 0;
    }
}
