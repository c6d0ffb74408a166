using RnnCluster.Dashboard;
using RnnCluster.Shared;
using RnnCluster.Telemetry.Otlp;
using RnnCluster.Transport;

namespace RnnCluster.Hosting;

/// <summary>Who is to see a run, and how.</summary>
public sealed record RunWatchSettings
{
    /// <summary>The run.</summary>
    public required RunDescription Run { get; init; }

    /// <summary>The coordinator's node.</summary>
    public required NodeId Node { get; init; }

    /// <summary>The run's output.</summary>
    public required IStorage Storage { get; init; }

    /// <summary>Whether the dashboard is served.</summary>
    public bool Serves { get; init; }

    /// <summary>Where; null for the usual port of the loopback address, or the next free one.</summary>
    public Endpoint? Listen { get; init; }

    /// <summary>The dashboard's token; null for one that is made.</summary>
    public string? Token { get; init; }

    /// <summary>Where metrics and spans are sent; null for nowhere.</summary>
    public OtlpTarget? Otlp { get; init; }

    /// <summary>Whether TensorBoard's event files are written into the output.</summary>
    public bool WritesTensorBoard { get; init; }
}
