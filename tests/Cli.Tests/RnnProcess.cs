using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RnnCluster.Cli.Tests;

/// <summary>The program as a process of its own, whose output is read line by line.</summary>
internal sealed class RnnProcess : IDisposable
{
    /// <summary>Far beyond what anything here takes; says who waited for what instead of hanging for ever.</summary>
    private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));

    private readonly Process process;
    private readonly Task<string> error;
    private readonly List<string> lines = [];

    /// <summary>Starts it.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="arguments">Its arguments.</param>
    public RnnProcess(string folder, params string[] arguments)
        : this(folder, [], arguments)
    {
    }

    /// <summary>Starts it in an environment of its own.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="variables">Set on top of what is inherited, each as NAME=VALUE.</param>
    /// <param name="arguments">Its arguments.</param>
    public RnnProcess(string folder, string[] variables, string[] arguments)
    {
        // Runners that start tests in the background ignore SIGINT, and their children inherit that.
        string program = Path.Join(AppContext.BaseDirectory, "rnncluster.dll");
        string[] command = ["--default-signal=INT,TERM", .. variables, "dotnet", "exec", program, .. arguments];
        var start = new ProcessStartInfo("env", command)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        process = Process.Start(start)!;
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>All lines read so far.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>Reads on until a JSON event comes.</summary>
    public async Task AwaitEvent(string name)
    {
        string wanted = $"{{\"event\":\"{name}\"";
        while (await ReadLine($"event '{name}'") is { } line)
        {
            if (line.StartsWith(wanted, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"ended without event '{name}': {string.Join('\n', lines)} {await error}");
    }

    /// <summary>Sends a signal, as INT or TERM.</summary>
    public void Signal(string name)
    {
        string id = process.Id.ToString(CultureInfo.InvariantCulture);
        using Process kill = Process.Start("kill", [$"-{name}", id]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>SIGKILL: no chance to put anything in order.</summary>
    public async Task Kill()
    {
        process.Kill();
        await AwaitExit();
    }

    /// <summary>Reads everything and waits for the end.</summary>
    /// <returns>The exit code and what was written to standard error.</returns>
    public async Task<(int Code, string Error)> AwaitExit()
    {
        while (await ReadLine("the end") is not null)
        {
        }

        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await error);
    }

    /// <summary>The last line as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(lines[^1]).RootElement;

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
        patience.Dispose();
    }

    private async Task<string?> ReadLine(string what)
    {
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync(patience.Token);
            if (line is not null)
            {
                lines.Add(line);
            }

            return line;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"waited for {what}; last: {string.Join('\n', lines.TakeLast(5))}");
        }
    }
}
