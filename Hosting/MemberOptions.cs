using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RnnCluster.Transport;

namespace RnnCluster.Hosting;

/// <summary>How a process is a node of Akka.Cluster.</summary>
public sealed record MemberOptions
{
    /// <summary>Where a coordinator's Akka listens; null for the address of its exchange and a free port.</summary>
    public Endpoint? Listen { get; init; }

    /// <summary>Settings of an operator, in HOCON; null for none.</summary>
    public string? Settings { get; init; }

    /// <summary>What those settings are called in an error.</summary>
    public string SettingsSource { get; init; } = "settings";

    /// <summary>Gets what Akka logs.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
