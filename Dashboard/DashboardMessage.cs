using RnnCluster.Dashboard.Watchers;

namespace RnnCluster.Dashboard;

/// <summary>What the dashboard's actor is told.</summary>
internal abstract record DashboardMessage
{
    /// <summary>Time has passed.</summary>
    public sealed record Tick : DashboardMessage
    {
        public static Tick Instance { get; } = new();
    }

    /// <summary>Somebody begins to watch, or has fallen behind and begins anew.</summary>
    public sealed record Join(Watcher Watcher) : DashboardMessage;

    /// <summary>Somebody watches no more.</summary>
    public sealed record Leave(Watcher Watcher) : DashboardMessage;

    /// <summary>A question about what is known; the sender is told the answer.</summary>
    public sealed record Question(Func<DashboardModel, object> Answer) : DashboardMessage;

    /// <summary>The history is written, or could not be.</summary>
    public sealed record Saved(string? Fault) : DashboardMessage;

    /// <summary>The end: the last update goes out, and the sender is told the <see cref="Closed"/>.</summary>
    public sealed record Close : DashboardMessage;

    /// <summary>The answer to <see cref="Close"/>.</summary>
    /// <param name="Content">What is to be saved.</param>
    /// <param name="Saving">The write that is under way.</param>
    public sealed record Closed(HistoryContent Content, Task Saving) : DashboardMessage;
}
