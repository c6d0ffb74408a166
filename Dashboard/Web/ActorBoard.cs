using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.Web;

/// <summary>The actors of the process, with how fast they work.</summary>
internal sealed class ActorBoard(ActorSystem system, TimeProvider time)
{
    /// <summary>Speeds are measured over at least this long, however many look.</summary>
    private static readonly TimeSpan SpanMin = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Dictionary<string, long> before = [];
    private Dictionary<string, double> speeds = [];
    private long measuredAt = time.GetTimestamp();

    public ActorsAnswer Inspect()
    {
        IReadOnlyList<ActorStatistics> all = system.Inspect();
        Dictionary<string, double> current = Measure(all);
        return new ActorsAnswer(
            system.DeadLetterCount(),
            [.. all.Select(actor => View(actor, current.GetValueOrDefault(actor.Path), all))]);
    }

    private Dictionary<string, double> Measure(IReadOnlyList<ActorStatistics> all)
    {
        lock (gate)
        {
            TimeSpan span = time.GetElapsedTime(measuredAt);
            if (span >= SpanMin)
            {
                speeds = all.ToDictionary(
                    actor => actor.Path,
                    actor => Math.Max(0, actor.Processed - before.GetValueOrDefault(actor.Path)) / span.TotalSeconds);
                before = all.ToDictionary(actor => actor.Path, actor => actor.Processed);
                measuredAt = time.GetTimestamp();
            }

            return speeds;
        }
    }

    private static ActorView View(ActorStatistics actor, double perSecond, IReadOnlyList<ActorStatistics> all)
    {
        string parent = actor.Path[..actor.Path.LastIndexOf('/')];
        return new ActorView(
            actor.Path,
            all.Any(other => other.Path == parent) ? parent : null,
            actor.Type,
            actor.Dispatcher,
            actor.MailboxDepth,
            actor.MailboxCapacity,
            actor.Processed,
            perSecond,
            actor.P50.TotalSeconds,
            actor.P99.TotalSeconds,
            actor.Max.TotalSeconds,
            actor.Restarts);
    }
}
