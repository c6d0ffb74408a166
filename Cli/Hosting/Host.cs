using System.Text;

namespace RnnCluster.Cli.Hosting;

/// <summary>What the world gives to a command; a test gives its own.</summary>
/// <param name="Output">Results, and progress in a terminal. The process's standard output.</param>
/// <param name="Error">Mistakes and warnings. The process's standard error.</param>
/// <param name="Time">The clock that paces progress and measures speed.</param>
/// <param name="IsTerminal">Whether <paramref name="Output"/> is a terminal that can be drawn on.</param>
/// <param name="ListensToSignals">Whether signals stop a training run in good order.</param>
internal sealed record Host(
    TextWriter Output, TextWriter Error, TimeProvider Time, bool IsTerminal, bool ListensToSignals)
{
    /// <summary>Ends a training run after its current step, as the first signal does.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The real world.</summary>
    public static Host OfProcess()
    {
        // Without this the lines of a file or a pipe would begin with a byte order mark on some systems.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.OutputEncoding = utf8;
        bool isTerminal = TerminalRule.CanDraw(
            Console.IsOutputRedirected, Environment.GetEnvironmentVariable("TERM"), OperatingSystem.IsWindows());
        return new Host(Console.Out, Console.Error, TimeProvider.System, isTerminal, ListensToSignals: true);
    }
}
