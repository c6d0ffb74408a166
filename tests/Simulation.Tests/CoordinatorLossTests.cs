namespace RnnCluster.Simulation.Tests;

/// <summary>A coordinator is killed, and its run is resumed from the last checkpoint.</summary>
public sealed class CoordinatorLossTests(TinyRun runs) : IClassFixture<TinyRun>
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void WorkersThatAreAheadOfItFollowItAgain()
    {
        // The checkpoint is that of step 6 or 12: the workers hold a later state, and nobody else joins.
        foreach (int step in new[] { 9, 11, 16 })
        {
            Outcome outcome = Simulator.Run(
                runs, With(1, new Incident(step, TimeSpan.Zero, IncidentKind.CoordinatorCrash, 0, 500 * Ms, 0)));

            Assert.True(outcome.IsGood, outcome.Report());
            Assert.True(outcome.Elapsed < TimeSpan.FromSeconds(30), outcome.Report());
        }
    }

    [Fact]
    public void AnAmendmentThatAnOperatorWasToldOfIsNotForgotten()
    {
        for (int delay = 0; delay <= 40; delay++)
        {
            Outcome outcome = Simulator.Run(
                runs,
                With(
                    (ulong)delay,
                    new Incident(8, TimeSpan.Zero, IncidentKind.Amend, 0, TimeSpan.Zero, 0.02),
                    new Incident(
                        8, delay * Ms, IncidentKind.CoordinatorCrash, 0, 500 * Ms, 0)));

            Assert.True(outcome.IsGood, outcome.Report());
        }
    }

    private static Scenario With(ulong seed, params Incident[] incidents) => new(
        seed,
        new ClusterConditions(2, HostsWorker: true, 2 * Ms, TimeSpan.Zero, 2 * Ms),
        [
            new Incident(0, TimeSpan.Zero, IncidentKind.Join, 1, TimeSpan.Zero, 0),
            new Incident(0, TimeSpan.Zero, IncidentKind.Join, 2, TimeSpan.Zero, 0),
            .. incidents,
        ]);
}
