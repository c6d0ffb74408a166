using System.Diagnostics;
using Akka.Actor;
using RnnCluster.Actors;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>The metrics that are looked up when somebody reads them: of the actors and of the process.</summary>
internal static class ProcessInstruments
{
    /// <summary>
    /// Actors that have a series of their own, the first ones by path. A coordinator has a dozen and one for each
    /// connection; what comes above is left out, so that no one can make Prometheus's index grow by connecting.
    /// </summary>
    public const int ActorsMax = 256;

    /// <summary>Adds them to a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="system">Whose actors.</param>
    /// <param name="sinks"></param>
    public static void AddTo(
        MetricSet set, ActorSystem system, IReadOnlyList<(string Sink, Func<long> Dropped)> sinks)
    {
        set.Gauge(
            "rnncluster.actor.mailbox.depth",
            "{message}",
            "Messages that wait for an actor.",
            ["actor"],
            metric => SampleActors(metric, system));
        set.Counter(
            "rnncluster.dead_letters",
            "{message}",
            "Messages that no actor handled.",
            refresh: metric => metric.Set(system.DeadLetterCount()));
        set.Counter(
            "rnncluster.telemetry.dropped_events",
            "{event}",
            "Events that a part of the telemetry left out because it fell behind or failed.",
            ["sink"],
            metric => SampleDropped(metric, sinks));
        set.Gauge(
            "process.resident_memory",
            "By",
            "Resident memory size in bytes.",
            refresh: metric => metric.Set(Environment.WorkingSet));
        set.Counter(
            "process.cpu",
            "s",
            "Total user and system CPU time spent in seconds.",
            refresh: metric => metric.Set(Environment.CpuUsage.TotalTime.TotalSeconds));
        set.Gauge("process.start_time", "s", "Start time of the process since 1970.").Set(StartOfProcess());
    }

    private static double StartOfProcess()
    {
        using var self = Process.GetCurrentProcess();
        return UnixTime.SecondsOf(new DateTimeOffset(self.StartTime));
    }

    private static void SampleActors(ValueMetric metric, ActorSystem system)
    {
        metric.Clear();
        foreach (ActorStatistics actor in system.Inspect().Take(ActorsMax))
        {
            metric.Set(actor.MailboxDepth, actor.Path);
        }
    }

    private static void SampleDropped(ValueMetric metric, IReadOnlyList<(string Sink, Func<long> Dropped)> sinks)
    {
        foreach ((string sink, Func<long> dropped) in sinks)
        {
            metric.Set(dropped(), sink);
        }
    }
}
