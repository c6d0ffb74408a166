using System.Diagnostics;

namespace RnnCluster.Telemetry.Tests;

/// <summary>
/// Prometheus's own judge of metrics and rules. Where it is missing, a test that needs it is skipped for the reason
/// <see cref="Absence"/>.
/// </summary>
internal static class Promtool
{
    private const string Program = "/usr/bin/promtool";

    /// <summary>Why it cannot be asked here; null when it can.</summary>
    public static string? Absence { get; } =
        File.Exists(Program) ? null : $"needs promtool (apt-get install prometheus): there is no {Program}";

    /// <summary>Runs it.</summary>
    /// <param name="input">What it reads from its standard input.</param>
    /// <param name="arguments">What it is asked.</param>
    /// <returns>Its exit code and all that it said.</returns>
    public static (int ExitCode, string Output) Run(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors.Result);
    }
}
