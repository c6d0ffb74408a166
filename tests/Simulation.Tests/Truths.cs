using RnnCluster.Coordinator;
using RnnCluster.Shared;
using RnnCluster.Worker;

namespace RnnCluster.Simulation.Tests;

/// <summary>What must be true of every simulation, whatever happened in it; each gives the sentences that are broken.</summary>
internal static class Truths
{
    private const int SentencesMax = 3;

    /// <summary>Whichever replica: its state after step k is the reference's after step k.</summary>
    public static IEnumerable<string> OfStates(Observations observed, Reference reference)
    {
        foreach ((string node, Step step, UInt128 digest) in observed.States)
        {
            if (step.Value >= reference.Digests.Count || reference.Digests[(int)step.Value] != digest)
            {
                yield return $"{node} has another state after step {step} than the reference";
                yield break;
            }
        }
    }

    /// <summary>The run ends, once, with the reference's hash; and so does each process that was not killed.</summary>
    public static IEnumerable<string> OfTheEnd(SimulatedCluster cluster, Reference reference)
    {
        if (cluster.Observed.Completed != 1)
        {
            yield return $"the run was completed {cluster.Observed.Completed} times; it is at step {cluster.Observed.Step}";
            yield break;
        }

        var last = (CoordinatorEnd)cluster.Coordinator.Ends[0];
        if (last.Result!.StateHash != reference.StateHash)
        {
            yield return $"the last state's hash is {last.Result.StateHash}, the reference's {reference.StateHash}";
        }

        if (TinyRun.MetricsOf(cluster.Output) != reference.Metrics)
        {
            yield return "the run's metrics are not the reference's";
        }

        foreach (SimulatedNode node in cluster.Nodes.Where(node => !node.IsCrashed && node.Ends.Count != 1))
        {
            yield return $"{node.Label} ended {node.Ends.Count} times";
        }

        foreach (SimulatedNode node in cluster.Nodes)
        {
            if (node.Ends.OfType<WorkerEnd>().FirstOrDefault() is { Kind: Training.Working.WorkerExit.Refused } refused
                && refused.Reason != "the run is over")
            {
                yield return $"{node.Label} was refused: {refused.Reason}";
            }

            if (node.Ends.OfType<CoordinatorEnd>().FirstOrDefault() is { Failure: { } failure })
            {
                yield return $"{node.Label} failed: {failure}";
            }
        }
    }

    /// <summary>What was lent is back. A killed process's memory is gone with it.</summary>
    public static IEnumerable<string> OfLoans(SimulatedCluster cluster) => cluster.Nodes
        .Where(node => !node.IsCrashed && node.Pool.Outstanding != 0)
        .Select(node => $"{node.Label} misses {node.Pool.Outstanding} payloads");

    /// <summary>No actor fails, no message to a living one is lost, and nobody is taken for a broken machine.</summary>
    public static IEnumerable<string> OfActors(Observations observed, ClusterConditions conditions) =>
        observed.Failures
            .Concat(observed.DeadLetters)
            .Concat(conditions.MayExpel ? [] : observed.Expulsions)
            .Take(SentencesMax);
}
