using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.Telemetry.Otlp;

namespace RnnCluster.Telemetry;

/// <summary>What <see cref="RunTelemetry"/> must know about a run. The clock is the actor system's.</summary>
public sealed record TelemetrySetup
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The run's name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>This process.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Tokens that a step trains on.</summary>
    public required long TokensPerStep { get; init; }

    /// <summary>The step of the state that this process begins with: above zero for a run that is continued.</summary>
    public Step FirstStep { get; init; } = Step.Zero;

    /// <summary>The run's specification, shown in TensorBoard; empty for none.</summary>
    public string Specification { get; init; } = string.Empty;

    /// <summary>Where the process brings its warnings; null for a desk of telemetry's own.</summary>
    public WarningDesk? Warnings { get; init; }

    /// <summary>Where metrics and spans are sent; null for nowhere.</summary>
    public OtlpTarget? Otlp { get; init; }

    /// <summary>
    /// The run's output, in whose folder <c>tensorboard</c> event files are written; null for no such files.
    /// </summary>
    public IStorage? TensorBoard { get; init; }
}
