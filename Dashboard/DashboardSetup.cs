using Akka.Actor;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.Transport;

namespace RnnCluster.Dashboard;

/// <summary>What a host gives to a dashboard.</summary>
public sealed record DashboardSetup
{
    /// <summary>The coordinator's process: its event stream is watched, its actors are shown.</summary>
    public required ActorSystem System { get; init; }

    /// <summary>Takes operators' commands.</summary>
    public required IActorRef Coordinator { get; init; }

    /// <summary>The run.</summary>
    public required RunDescription Run { get; init; }

    /// <summary>The run's output: <c>dashboard.history</c> lies there, checkpoints are read back from there.</summary>
    public required IStorage Storage { get; init; }

    /// <summary>
    /// The output's path: the folders beside it are the runs to compare with. Null leaves the comparison empty.
    /// </summary>
    public string? OutputFolder { get; init; }

    /// <summary>
    /// Where to listen; port 0 lets the machine choose. Null: port 7070 of the loopback address, or the next free
    /// one of the hundred above it.
    /// </summary>
    public Endpoint? Listen { get; init; }

    /// <summary>
    /// What operators show, and readers from elsewhere: at least 16 characters. Null: 32 random bytes are made.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where the process brings its warnings; null for a desk of the dashboard's own.</summary>
    public WarningDesk? Warnings { get; init; }

    /// <summary>Writes the body of <c>/metrics</c>, Prometheus' text format; null: the route answers 404.</summary>
    public Func<string>? Metrics { get; init; }
}
