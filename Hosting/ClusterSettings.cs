using RnnCluster.Learning.Exchange;
using RnnCluster.Node.Transfers;

namespace RnnCluster.Hosting;

/// <summary>How a run is spread over a cluster: nothing here changes a bit of its state.</summary>
public sealed record ClusterSettings
{
    /// <summary>With fewer workers the run waits.</summary>
    public int WorkersMin { get; init; } = 1;

    /// <summary>The first step waits for so many workers, where that is more.</summary>
    public int WorkersFirst { get; init; }

    /// <summary>Whether the coordinator's replica computes shards too.</summary>
    public bool HostsWorker { get; init; } = true;

    /// <summary>
    /// Blocks of 4,096 elements in a slice of the gradient; null for as many as <see cref="SliceLayout.BlocksFor"/>
    /// thinks good.
    /// </summary>
    public int? BlocksPerSlice { get; init; }

    /// <summary>How often workers report how they are, for those who watch.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a run that is complete waits for workers that it lost shortly before, so that they hear of its end; 0
    /// for not at all.
    /// </summary>
    public TimeSpan Linger { get; init; }

    /// <summary>How much of what workers fetch may be in memory or under way.</summary>
    public TransferLimits Transfers { get; init; } = new();

    /// <summary>Every how many steps the network is looked into for whoever watches; 0 for never.</summary>
    public int SampleInterval { get; init; }
}
