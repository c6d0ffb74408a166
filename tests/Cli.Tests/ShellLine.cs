using System.Diagnostics;

namespace RnnCluster.Cli.Tests;

/// <summary>A line of a shell in which <c>rnncluster</c> is the program.</summary>
internal static class ShellLine
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="line">The line.</param>
    public static (int Code, string Output, string Error) Run(string folder, string line)
    {
        string program = $"dotnet exec {Path.Join(AppContext.BaseDirectory, "rnncluster.dll")}";
        string script = $"""
            RNNCLUSTER='{program}'
            rnncluster() {"{"} $RNNCLUSTER "$@"; {"}"}
            {line}
            """;
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
