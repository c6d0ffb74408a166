using System.Text;
using RnnCluster.Kernels.Files;

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

    /// <summary>Writes results; never throws.</summary>
    public TextWriter Output { get; } = OutputWriter.Over(Output);

    /// <summary>Writes mistakes and warnings; never throws.</summary>
    public TextWriter Error { get; } = OutputWriter.Over(Error);

    /// <summary>What became of the output. A command whose result is its output ends when this has failed.</summary>
    public OutputWriter Written => (OutputWriter)Output;

    /// <summary>The real world.</summary>
    public static Host OfProcess()
    {
        bool[] isGiven = Descriptor.Claim();
        if (OperatingSystem.IsWindows())
        {
            SetEncoding();
        }

        bool isTerminal = isGiven[1]
            && TerminalRule.CanDraw(
                Console.IsOutputRedirected, Environment.GetEnvironmentVariable("TERM"), OperatingSystem.IsWindows());
        return new Host(
            OutputWriter.OfProcess(1, isGiven[1]),
            OutputWriter.OfProcess(2, isGiven[2]),
            TimeProvider.System,
            isTerminal,
            ListensToSignals: true);
    }

    /// <summary>One line on the error stream, which begins with the program's name.</summary>
    public void Tell(string text) => Error.WriteLine($"rnncluster: {OneLine.Of(text)}");

    private static void SetEncoding()
    {
        try
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }
        catch (IOException)
        {
            // There is no console to set: what is written goes elsewhere.
        }
    }
}
