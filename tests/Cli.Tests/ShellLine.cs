using System.Diagnostics;
using System.Text;

namespace RnnCluster.Cli.Tests;

/// <summary>A line of a shell in which <c>rnncluster</c> is the program.</summary>
internal static class ShellLine
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="line">The line.</param>
    /// <exception cref="TimeoutException">
    /// It did not end within <see cref="RnnProcess.Patience"/>, or a process of it kept its output open for so long.
    /// </exception>
    public static (int Code, string Output, string Error) Run(string folder, string line) =>
        Run(folder, line, RnnProcess.Patience);

    /// <summary>As <see cref="Run(string, string)"/>, with another patience.</summary>
    public static (int Code, string Output, string Error) Run(string folder, string line, TimeSpan patience)
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
        var output = new StringBuilder();
        var error = new StringBuilder();
        Task ended = Task.WhenAll(
            Copy(process.StandardOutput, output), Copy(process.StandardError, error), process.WaitForExitAsync());
        if (!ended.Wait(patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"'{line}' was waited for: the end; its last words: {Text(output)} {Text(error)}");
        }

        return (process.ExitCode, Text(output), Text(error));
    }

    private static async Task Copy(StreamReader from, StringBuilder into)
    {
        char[] block = new char[4096];
        while (await from.ReadAsync(block) is int count and > 0)
        {
            lock (into)
            {
                into.Append(block, 0, count);
            }
        }
    }

    private static string Text(StringBuilder written)
    {
        lock (written)
        {
            return written.ToString();
        }
    }
}
