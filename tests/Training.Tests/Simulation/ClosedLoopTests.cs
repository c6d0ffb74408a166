using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Training.Working;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>
/// The real machines of a whole cluster against each other, with replicas that are a hash. First faults and safety;
/// then the world heals, and progress is demanded.
/// </summary>
public sealed class ClosedLoopTests
{
    private const int Seeds = 400;

    /// <summary>Faults go on as long as the run is below this step.</summary>
    private const int FaultySteps = 15;

    /// <summary>
    /// Or for so many turns, where faults allow no progress. A step of five workers takes some two hundred turns.
    /// </summary>
    private const int FaultyTurnsMax = 20_000;

    /// <summary>A healed cluster makes a step in some hundred turns and finds a silent worker in thousands.</summary>
    private const int HealthyTurnsMax = 60_000;

    [Fact]
    public void WhateverHappensEveryReplicaMakesTheSameUpdatesAndTheRunEnds()
    {
        var failures = new List<string>();
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            try
            {
                Run(seed);
            }
            catch (Exception exception) when (exception is InvalidOperationException or Xunit.Sdk.XunitException)
            {
                failures.Add($"seed {seed}: {exception.Message}\n{exception.StackTrace}");
            }
        }

        Assert.True(
            failures.Count == 0,
            $"{failures.Count} seeds of {Seeds} failed\n{string.Join("\n\n", failures.Take(3))}");
    }

    private static void Run(ulong seed)
    {
        var draws = new Draws(seed);
        ClusterShape shape = Shape(draws);
        var cluster = new SimulatedCluster(draws, shape);
        try
        {
            for (int turn = 0; turn < FaultyTurnsMax && cluster.Machine.Step.Value < FaultySteps; turn++)
            {
                MaybeDisturb(cluster, draws);
                cluster.Turn();
            }

            Heal(cluster);
            for (int turn = 0; turn < HealthyTurnsMax && cluster.Ended is null; turn++)
            {
                Revive(cluster);
                cluster.Turn();
            }

            Check(cluster);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException(
                $"{exception.Message}\n{shape}\n{string.Join('\n', cluster.Log.TakeLast(40))}", exception);
        }

        cluster.Close();
        Assert.Equal(0, cluster.Pool.Outstanding);
    }

    private static ClusterShape Shape(Draws draws)
    {
        int workers = 1 + draws.Below(5);
        return new ClusterShape(
            Shards: 1 << draws.Below(4),
            Slices: 1 + draws.Below(3),
            workers,
            Hosts: draws.OnceIn(2),
            WorkersMin: 1 + draws.Below(workers),
            Until: new Step(FaultySteps + 40),
            HeldMessagesMax: draws.OnceIn(3) ? 8 + draws.Below(30) : 10_000,
            SlowWorker: draws.OnceIn(3) ? draws.Below(workers) : -1,
            IsBreaking: draws.OnceIn(4));
    }

    private static void MaybeDisturb(SimulatedCluster cluster, Draws draws)
    {
        if (!draws.OnceIn(60))
        {
            return;
        }

        int index = draws.Below(cluster.Workers.Count);
        if (cluster.Workers[index] is not { } node)
        {
            cluster.Start(index);
            return;
        }

        switch (draws.Below(8))
        {
            case 0:
                cluster.Kill(index, isNoticed: draws.OnceIn(2));
                break;
            case 1:
                cluster.Cut(node, isNoticed: draws.OnceIn(2));
                break;
            case 2 or 3:
                node.IsFrozen = !node.IsFrozen;
                break;
            case 4 when node.Replica.HasState && cluster.Shape.IsBreaking:
                node.Replica.Break();
                break;
            case 5:
                cluster.Command(Command(cluster, draws, node.Node));
                break;
            case 6 when draws.OnceIn(2):
                node.Advance(new WorkerInput.LeaveAsked("asked to"));
                break;
            default:
                break;
        }
    }

    private static OperatorCommand Command(SimulatedCluster cluster, Draws draws, NodeId node) => draws.Below(6) switch
    {
        0 => new PauseRun(),
        1 or 2 => new ResumeRun(),
        3 => new DrainWorker(node),
        4 => new CheckpointNow(),
        _ => new SetLearningRate(
            1 + draws.Below(100), draws.OnceIn(2) ? null : new Step(cluster.Machine.Step.Value + draws.Below(6))),
    };

    private static void Heal(SimulatedCluster cluster)
    {
        cluster.Log.Add("--- healed ---");
        cluster.IsFaulty = false;
        cluster.Command(new ResumeRun());
        foreach (SimulatedNode node in cluster.Workers.OfType<SimulatedNode>())
        {
            node.IsFrozen = false;
            node.Pace = 10;
        }
    }

    private static void Revive(SimulatedCluster cluster)
    {
        for (int index = 0; index < cluster.Workers.Count; index++)
        {
            if (cluster.Workers[index] is null && cluster.Ended is null && cluster.Machine.Step < cluster.Shape.Until)
            {
                cluster.Start(index);
            }
        }
    }

    private static void Check(SimulatedCluster cluster)
    {
        Assert.True(cluster.Ended is { IsComplete: true, Failure: null }, $"the run ended so: {cluster.Ended}");
        FakeState last = cluster.Local.Replica.State;
        Assert.Equal(cluster.Shape.Until, last.Step);
        FakeState reference = FakeState.Fresh(cluster.Shards) with { Amendments = last.Amendments };
        var expected = new List<UInt128> { reference.Hash };
        while (reference.Step < last.Step)
        {
            reference = reference.ApplyAlone(cluster.Slices);
            expected.Add(reference.Hash);
        }

        Assert.All(cluster.Applied, made => Assert.Equal(expected[(int)made.Step.Value], made.Hash));
        Assert.True(cluster.Shape.IsBreaking || cluster.Expulsions == 0, "a sound worker was taken out");
        Assert.All(
            cluster.LastSeen,
            seen => Assert.True(seen.Value == MemberState.Up, $"{seen.Key} is {seen.Value} though everything healed"));
    }
}
