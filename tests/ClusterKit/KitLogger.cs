using Microsoft.Extensions.Logging;

namespace RnnCluster.ClusterKit;

/// <summary>Keeps what Akka logs, from warnings up, as texts.</summary>
internal sealed class KitLogger(HeardLog heard) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) => heard.Add(formatter(state, exception));
}
