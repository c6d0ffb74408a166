using RnnCluster.Node.Content;
using RnnCluster.Transport;

namespace RnnCluster.Hosting;

/// <summary>How a worker's process behaves.</summary>
public sealed record WorkerProcessOptions
{
    /// <summary>What it has fetched before.</summary>
    public ContentCache Cache { get; init; } = new(storage: null);

    /// <summary>How its connections behave.</summary>
    public TransportOptions Transport { get; init; } = new();

    /// <summary>How it is a member of its coordinator's cluster; null if the coordinator is in this process.</summary>
    public MemberOptions? Member { get; init; }

    /// <summary>Told what a person should know: one line each.</summary>
    public Action<string> OnNotice { get; init; } = static _ => { };
}
