using RnnCluster.Coordinator;

namespace RnnCluster.Simulation.Tests;

/// <summary>Plays a scenario to its end and judges it.</summary>
internal static class Simulator
{
    /// <summary>What has not happened by then, in virtual time, does not happen: everything is mended.</summary>
    private static readonly TimeSpan TroubleMax = TimeSpan.FromSeconds(60);

    /// <summary>
    /// After everything is mended the run ends within this time. A silent member is removed after 9 s,
    /// an address is dialled again after 5 s, a stuck worker's shards are given away after 10 s; then come at most 20
    /// steps of less than a second.
    /// </summary>
    private static readonly TimeSpan ProgressMax = TimeSpan.FromSeconds(90);

    /// <summary>A worker that has missed the run's end dials for a minute.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(120);

    public static Outcome Run(TinyRun runs, Scenario scenario, int tailLines = int.MaxValue)
    {
        using var log = new EventLog(tailLines);
        var cluster = new SimulatedCluster(runs, scenario.Seed, scenario.Conditions, log);
        var broken = new List<string>();
        try
        {
            Play(cluster, new Director(cluster, scenario));
        }
        finally
        {
            cluster.Dispose();
        }

        Reference reference = runs.ReferenceOf(cluster.Observed.Amendments);
        broken.AddRange(Truths.OfStates(cluster.Observed, reference));
        broken.AddRange(Truths.OfTheEnd(cluster, reference));
        broken.AddRange(Truths.OfLoans(cluster));
        broken.AddRange(Truths.OfActors(cluster.Observed, scenario.Conditions));
        CoordinatorEnd? end = cluster.Coordinator.Ends.OfType<CoordinatorEnd>().FirstOrDefault();
        return new Outcome(
            scenario,
            broken,
            log.ToString(),
            log.Digest(),
            log.Count,
            cluster.Observed.CompletedAt,
            end?.ReassignedShards ?? 0,
            end?.SpeculatedShards ?? 0);
    }

    private static void Play(SimulatedCluster cluster, Director director)
    {
        _ = cluster.StartCoordinator(resumes: false);
        Until(cluster, director, TroubleMax, () => director.IsDone || cluster.Observed.Completed > 0);
        if (cluster.Observed.Completed == 0)
        {
            director.Heal();
            Until(cluster, director, ProgressMax, () => cluster.Observed.Completed > 0);
        }

        Until(cluster, director, FarewellMax, () => !cluster.Nodes.Any(node => node.IsAlive));
    }

    private static void Until(SimulatedCluster cluster, Director director, TimeSpan limit, Func<bool> isReached)
    {
        TimeSpan end = cluster.Time.Elapsed + limit;
        while (true)
        {
            cluster.RunUntilIdle();
            director.Advance();
            if (isReached() || !cluster.Time.AdvanceToNextTimer(end - cluster.Time.Elapsed))
            {
                return;
            }
        }
    }
}
