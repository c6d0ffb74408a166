using System.Diagnostics;
using System.Globalization;
using RnnCluster.TestKit;

namespace RnnCluster.Protocol.Tests.Python;

/// <summary>
/// An implementation of MessagePack that is not ours: Debian's python3-msgpack, through msgpack_check.py. Where it is
/// missing, a test that needs it skips itself for the reason <see cref="Absence"/>.
/// </summary>
internal static class PythonMessagePack
{
    private const string Python = "/usr/bin/python3";
    private const string Package = "needs MessagePack for Python (apt-get install python3-msgpack)";

    /// <summary>Why Python cannot be asked here; null when it can.</summary>
    public static string? Absence { get; } = FindAbsence();

    /// <summary>Has Python read values.</summary>
    /// <param name="path">A file of them, see msgpack_check.py.</param>
    /// <returns>A line for each.</returns>
    public static string[] Read(string path) => Succeed("read", path);

    /// <summary>Has Python write random values.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="seed">The seed of the values.</param>
    /// <param name="count">How many.</param>
    /// <returns>A line for each.</returns>
    public static string[] Write(string path, int seed, int count) => Succeed("write", path, Text(seed), Text(count));

    private static string? FindAbsence()
    {
        if (!File.Exists(Python))
        {
            return $"{Package}: there is no {Python}";
        }

        (int exitCode, string _, string errors) = Run("probe");
        return exitCode == 0 ? null : $"{Package}: {errors.Trim()}";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string[] Succeed(params string[] arguments)
    {
        (int exitCode, string output, string errors) = Run(arguments);
        return exitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"msgpack_check.py {arguments[0]} ended with {exitCode}: {errors}");
    }

    private static (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        string script = RepositoryRoot.Join("tests", "Protocol.Tests", "Python", "msgpack_check.py");
        var start = new ProcessStartInfo(Python, [script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Python} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
