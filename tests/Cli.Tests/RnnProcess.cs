using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RnnCluster.Cli.Tests;

/// <summary>The program as a process of its own, whose output is read line by line.</summary>
internal sealed class RnnProcess : IDisposable
{
    /// <summary>
    /// How long one event may take, whatever came before it: far beyond what anything here takes. A test that fails
    /// says who waited for what instead of hanging for ever.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource patience = new();

    private readonly string commandLine;
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
        : this(folder, [], variables, arguments)
    {
    }

    /// <summary>Starts it by another program, which becomes this one.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="starter">The other program with its arguments, as <c>ip netns exec NAME</c>; or none.</param>
    /// <param name="variables">Set on top of what is inherited, each as NAME=VALUE.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="wrapper">One more, which sees signals at their defaults, as <c>nohup</c>; null for none.</param>
    public RnnProcess(
        string folder, string[] starter, string[] variables, string[] arguments, string[]? wrapper = null)
    {
        // Runners that start tests in the background ignore SIGINT, those under nohup SIGHUP; children inherit that.
        string program = Path.Join(AppContext.BaseDirectory, "rnncluster.dll");
        string[] command =
        [
            .. starter,
            "env",
            "--default-signal=INT,TERM,HUP,USR1,USR2",
            .. variables,
            .. wrapper ?? [],
            "dotnet",
            "exec",
            program,
            .. arguments,
        ];
        commandLine = string.Join(' ', arguments);
        var start = new ProcessStartInfo(command[0], command[1..])
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

    /// <summary>Its number.</summary>
    public int Id => process.Id;

    /// <summary>Reads on until a JSON event comes.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="which">Tells the one that is meant; the first one if null.</param>
    public async Task<JsonElement> AwaitEvent(string name, Func<JsonElement, bool>? which = null)
    {
        string wanted = $"{{\"event\":\"{name}\"";
        patience.CancelAfter(Patience);
        while (await ReadLine($"event '{name}'") is { } line)
        {
            if (line.StartsWith(wanted, StringComparison.Ordinal))
            {
                JsonElement happened = JsonDocument.Parse(line).RootElement;
                if (which?.Invoke(happened) != false)
                {
                    return happened;
                }
            }
        }

        throw new InvalidOperationException(
            $"'{commandLine}' ended without event '{name}': {string.Join('\n', lines)} {await error}");
    }

    /// <summary>Sends a signal, as INT, TERM or STOP.</summary>
    public void Signal(string name) => Kill($"-{name}", process.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same to a process that may have ended.</summary>
    /// <returns>Whether it was there.</returns>
    public bool TrySignal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }

    /// <summary>Sends a signal to the process and all others of its group: it was started by <c>setsid</c>.</summary>
    public void SignalGroup(string name) =>
        Kill($"-{name}", "--", $"-{process.Id.ToString(CultureInfo.InvariantCulture)}");

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
        patience.CancelAfter(Patience);
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
            process.WaitForExit();
        }

        process.Dispose();
        patience.Dispose();
    }

    private static void Kill(params string[] arguments)
    {
        using Process kill = Process.Start("kill", arguments);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
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
            throw new TimeoutException(
                $"'{commandLine}' was waited for: {what}; its last words: {string.Join('\n', lines.TakeLast(5))}");
        }
    }
}
