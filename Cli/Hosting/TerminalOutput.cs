using System.Text;
using Spectre.Console;

namespace RnnCluster.Cli.Hosting;

/// <summary>
/// The terminal as Spectre.Console draws on it, through the host's writer. A terminal that is gone has a size, too.
/// </summary>
/// <param name="writer">Writes to the terminal.</param>
internal sealed class TerminalOutput(TextWriter writer) : IAnsiConsoleOutput
{
    private const int WidthDefault = 80;
    private const int HeightDefault = 24;

    public TextWriter Writer => writer;

    public bool IsTerminal => true;

    public int Width => Size(static () => Console.BufferWidth, WidthDefault);

    public int Height => Size(static () => Console.WindowHeight, HeightDefault);

    /// <summary>A console that draws on the host's terminal.</summary>
    public static IAnsiConsole Open(Host host) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new TerminalOutput(host.Output) });

    public void SetEncoding(Encoding encoding)
    {
        // The writer's encoding is UTF-8, always.
    }

    private static int Size(Func<int> ask, int fallback)
    {
        try
        {
            return ask() is int size and > 0 ? size : fallback;
        }
        catch (Exception fault) when (
            fault is IOException or PlatformNotSupportedException or UnauthorizedAccessException)
        {
            return fallback;
        }
    }
}
