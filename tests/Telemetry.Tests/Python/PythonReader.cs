using System.Diagnostics;
using System.Text.Json;
using RnnCluster.TestKit;

namespace RnnCluster.Telemetry.Tests.Python;

/// <summary>
/// A reader of event files that is not ours: Debian's python3-protobuf and python3-crcmod, through read_events.py.
/// Where one is missing, a test that needs it is skipped for the reason <see cref="Absence"/>.
/// </summary>
internal static class PythonReader
{
    private const string Python = "/usr/bin/python3";
    private const string Packages =
        "needs protobuf and CRCs for Python (apt-get install python3-protobuf python3-crcmod)";

    /// <summary>Why Python cannot be asked here; null when it can.</summary>
    public static string? Absence { get; } = FindAbsence();

    /// <summary>The events of a file, as JSON with the names of TensorFlow's fields.</summary>
    public static JsonElement[] Read(string path)
    {
        (int exitCode, string output, string errors) = Run(path);
        Assert.True(exitCode == 0, errors);
        return
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line)),
        ];
    }

    private static string? FindAbsence()
    {
        if (!File.Exists(Python))
        {
            return $"{Packages}: there is no {Python}";
        }

        (int exitCode, string _, string errors) = Run("probe");
        return exitCode == 0 ? null : $"{Packages}: {errors.Trim().Split('\n')[^1]}";
    }

    private static (int ExitCode, string Output, string Errors) Run(string argument)
    {
        string script = RepositoryRoot.Join("tests", "Telemetry.Tests", "Python", "read_events.py");
        var start = new ProcessStartInfo(Python, [script, argument])
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
