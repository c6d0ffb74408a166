using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace RnnCluster.Simulation.Tests;

/// <summary>Hundreds of clusters, each with its own faults, each a function of its seed.</summary>
public sealed class SeedTests(TinyRun runs, ITestOutputHelper output) : IClassFixture<TinyRun>
{
    /// <summary>Replays one seed (7), or a range (1000..2000), instead of the usual ones.</summary>
    private const string SeedVariable = "RNNCLUSTER_SIMULATION_SEED";

    private const string SeedsUsual = "1..300";

    /// <summary>Lines of the event log in a report; a single seed shows all.</summary>
    private const int TailLines = 400;

    /// <summary>More reports than this tell a person nothing more.</summary>
    private const int ReportsMax = 3;

    [Fact]
    public void WhateverHappensEveryRunEndsWithTheBitsOfOneThread()
    {
        ulong[] seeds = [.. Seeds()];
        int tail = seeds.Length == 1 ? int.MaxValue : TailLines;
        var bad = new ConcurrentBag<Outcome>();
        Parallel.ForEach(
            seeds,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            seed =>
            {
                Outcome outcome = Simulator.Run(runs, Scenario.Of(seed), tail);
                if (!outcome.IsGood)
                {
                    bad.Add(outcome);
                }
            });

        Outcome[] ordered = [.. bad.OrderBy(outcome => outcome.Scenario.Seed)];
        foreach (Outcome outcome in ordered.Take(ReportsMax))
        {
            output.WriteLine(outcome.Report());
        }

        Assert.True(ordered.Length == 0, Summary(ordered));
    }

    [Fact]
    public void ASeedIsPlayedTheSameWayTwice()
    {
        for (ulong seed = 1; seed <= 8; seed++)
        {
            Outcome first = Simulator.Run(runs, Scenario.Of(seed), TailLines);
            Outcome second = Simulator.Run(runs, Scenario.Of(seed), TailLines);

            Assert.Equal(first.Tail, second.Tail);
            Assert.Equal(first.LogDigest, second.LogDigest);
        }
    }

    private static string Summary(IReadOnlyList<Outcome> bad) => string.Join(
        '\n', bad.Select(outcome => $"seed {outcome.Scenario.Seed}: {string.Join("; ", outcome.Broken.Take(2))}"));

    private static IEnumerable<ulong> Seeds()
    {
        string range = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } given ? given : SeedsUsual;
        ulong[] ends = [.. range.Split("..").Select(text => ulong.Parse(text, CultureInfo.InvariantCulture))];
        for (ulong seed = ends[0]; seed <= ends[^1]; seed++)
        {
            yield return seed;
        }
    }
}
