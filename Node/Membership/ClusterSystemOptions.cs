using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RnnCluster.Actors;
using RnnCluster.Transport;

namespace RnnCluster.Node.Membership;

/// <summary>What a cluster's system is given by its host.</summary>
/// <param name="Role">What this node is.</param>
/// <param name="Listen">
/// The address by which all others know this node, and its port; 0 for a free one. An address, not a wildcard.
/// </param>
/// <param name="Time">The clock of all timers.</param>
public sealed record ClusterSystemOptions(ClusterRole Role, Endpoint Listen, TimeProvider Time)
{
    /// <summary>Settings of an operator, in HOCON, which take the place of ours; null for none.</summary>
    public string? Operator { get; init; }

    /// <summary>What the operator's settings are called in an error: their file.</summary>
    public string OperatorSource { get; init; } = "settings";

    /// <summary>Called when one of the host's actors fails, on the thread of its supervisor's turn.</summary>
    public Action<ActorFailure>? OnFailure { get; init; }

    /// <summary>Gets what Akka itself logs, one line each, on any thread.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
