using Microsoft.Extensions.Logging;

namespace RnnCluster.Cli.Hosting;

/// <summary>What Akka logs, as lines of the error stream.</summary>
/// <param name="host">Has the stream.</param>
/// <param name="least">The lowest level that is written.</param>
internal sealed class ErrorStreamLogger(Host host, LogLevel least) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            host.Tell($"akka: {WordOf(logLevel)}: {formatter(state, exception)}");
        }
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "information",
        _ => "debug",
    };
}
