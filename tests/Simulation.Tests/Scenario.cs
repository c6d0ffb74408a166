using System.Globalization;
using System.Text;

namespace RnnCluster.Simulation.Tests;

/// <summary>A cluster and everything that happens to it: a function of the seed.</summary>
internal sealed record Scenario(ulong Seed, ClusterConditions Conditions, IReadOnlyList<Incident> Incidents)
{
    /// <summary>Workers beside the coordinator.</summary>
    public const int WorkersMax = 6;

    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    /// <summary>Draws a scenario.</summary>
    public static Scenario Of(ulong seed)
    {
        var chance = new Chance(seed);
        var conditions = new ClusterConditions(
            WorkersMin: chance.Next(1, 3),
            HostsWorker: chance.IsTrue(0.5),
            DelayMax: chance.Of(1, 5, 20, 60) * Ms,
            CutDetection: chance.Of(0, 300, 1_000, 5_000) * Ms,
            ShardTime: chance.Of(0.2, 2, 10, 50) * Ms);
        int workers = chance.Next(1, WorkersMax + 1);
        List<Incident> incidents =
        [
            .. Enumerable.Range(1, workers).Select(worker => new Incident(
                worker <= 2 || chance.IsTrue(0.5) ? 0 : chance.Next(0, TinyRun.Steps),
                chance.Between(TimeSpan.Zero, 100 * Ms),
                IncidentKind.Join,
                worker,
                TimeSpan.Zero,
                0)),
        ];
        int faults = chance.Next(0, 9);
        bool hasStopped = false;
        for (int fault = 0; fault < faults; fault++)
        {
            Incident incident = Draw(chance, workers);
            bool isStop = incident.Kind is IncidentKind.Stop or IncidentKind.CoordinatorCrash;
            if (!isStop || !hasStopped)
            {
                incidents.Add(incident);
            }

            hasStopped |= isStop;
        }

        return new Scenario(seed, conditions, incidents);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"seed {Seed}: {Conditions}");
        foreach (Incident incident in Incidents)
        {
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"  {incident}");
        }

        return text.ToString();
    }

    private static Incident Draw(Chance chance, int workers)
    {
        IncidentKind kind = chance.Of(
            IncidentKind.Crash,
            IncidentKind.Crash,
            IncidentKind.Cut,
            IncidentKind.Cut,
            IncidentKind.Cut,
            IncidentKind.Drain,
            IncidentKind.Leave,
            IncidentKind.Slow,
            IncidentKind.Slow,
            IncidentKind.Freeze,
            IncidentKind.Freeze,
            IncidentKind.Amend,
            IncidentKind.Amend,
            IncidentKind.Pause,
            IncidentKind.Stop,
            IncidentKind.CoordinatorCrash);
        int target = kind is IncidentKind.Freeze or IncidentKind.Slow
            ? chance.Next(0, workers + 1)
            : chance.Next(1, workers + 1);

        // A node that comes back when its shards have just been given to others answers along with them.
        TimeSpan duration = kind == IncidentKind.Freeze && chance.IsTrue(0.5)
            ? chance.Between(1_200 * Ms, 2_200 * Ms)
            : chance.IsTrue(0.5)
                ? chance.Between(10 * Ms, 500 * Ms)
                : chance.Between(500 * Ms, 25_000 * Ms);
        double amount = kind switch
        {
            IncidentKind.Slow => chance.Of<double>(3, 10, 50),
            IncidentKind.Amend => chance.Of(0.02, 0.005, 0.001),
            _ => 0,
        };
        return new Incident(
            chance.Next(0, TinyRun.Steps), chance.Between(TimeSpan.Zero, 50 * Ms), kind, target, duration, amount);
    }
}
