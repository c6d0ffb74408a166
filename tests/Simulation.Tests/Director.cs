using System.Globalization;
using Akka.Actor;
using RnnCluster.Protocol.Commands;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Worker;

namespace RnnCluster.Simulation.Tests;

/// <summary>Makes a scenario's incidents happen to a cluster, and mends everything at last.</summary>
internal sealed class Director
{
    /// <summary>A coordinator that is to be resumed may still be writing: it is looked at again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private const int FirstSubstitute = 101;

    private readonly SimulatedCluster cluster;
    private readonly List<Incident> coming;
    private readonly int workersMin;
    private int lasting;
    private int substitutes;
    private bool isHealed;

    public Director(SimulatedCluster cluster, Scenario scenario)
    {
        this.cluster = cluster;
        coming = [.. scenario.Incidents];
        workersMin = scenario.Conditions.WorkersMin;
    }

    /// <summary>Whether nothing more will happen, and nothing lasts.</summary>
    public bool IsDone => coming.Count == 0 && lasting == 0;

    /// <summary>Begins what is due at the step that the cluster has reached.</summary>
    public void Advance()
    {
        // Who was asked to go before may go later.
        while (isHealed && cluster.Observed.Completed == 0 && cluster.Workers.Count() < workersMin)
        {
            JoinAnew(NodeOf(FirstSubstitute + substitutes++));
        }

        foreach (Incident incident in coming.ToArray())
        {
            if (incident.Step <= cluster.Observed.Step.Value)
            {
                _ = coming.Remove(incident);
                lasting++;
                After(incident.Delay, () => Begin(incident));
            }
        }
    }

    /// <summary>From now on the network is whole, nobody is slow, and enough workers are there.</summary>
    public void Heal()
    {
        cluster.Write(null, "everything is mended");
        coming.Clear();
        foreach (SimulatedNode node in cluster.Nodes)
        {
            cluster.Heal(node.Id);
        }

        foreach (SimulatedNode node in cluster.Nodes)
        {
            node.Slowness = 1;
            node.FrozenUntil = TimeSpan.Zero;
        }

        Resume();
        Command(new ResumeRun());
        isHealed = true;
    }

    private static NodeId NodeOf(int number) => number == 0
        ? SimulatedCluster.CoordinatorId
        : new NodeId("worker-" + number.ToString(CultureInfo.InvariantCulture));

    private void Begin(Incident incident)
    {
        cluster.Write(null, incident.ToString());
        NodeId target = NodeOf(incident.Target);
        SimulatedNode? node = cluster.Nodes.LastOrDefault(other => other.Id == target && other.IsAlive);
        TimeSpan duration = TimeSpan.Zero;
        Action? end = null;
        switch (incident.Kind)
        {
            case IncidentKind.Join:
                JoinAnew(target);
                break;
            case IncidentKind.Crash when node is not null:
                cluster.Crash(node);
                (duration, end) = (incident.Duration, () => JoinAnew(target));
                break;
            case IncidentKind.Cut when !cluster.IsCut(target):
                cluster.Cut(target);
                (duration, end) = (incident.Duration, () => cluster.Heal(target));
                break;
            case IncidentKind.Drain when node is not null:
                Command(new DrainWorker(target));
                break;
            case IncidentKind.Leave when node is not null:
                node.Role!.Tell(new WorkerCommand.Leave("its host says so"));
                break;
            case IncidentKind.Slow when node is not null:
                node.Slowness = incident.Amount;
                (duration, end) = (incident.Duration, () => node.Slowness = 1);
                break;
            case IncidentKind.Freeze when node is not null:
                node.FrozenUntil = cluster.Time.Elapsed + incident.Duration;
                break;
            case IncidentKind.Amend:
                Command(new SetLearningRate(incident.Amount, From: null));
                break;
            case IncidentKind.Pause:
                Command(new PauseRun());
                (duration, end) = (incident.Duration, () => Command(new ResumeRun()));
                break;
            case IncidentKind.Stop when cluster.Coordinator.IsAlive:
                cluster.Coordinator.IsStopping = true;
                Command(new StopRun("an operator says so"));
                (duration, end) = (incident.Duration, ResumeWithOthers);
                break;
            case IncidentKind.CoordinatorCrash when cluster.Coordinator.IsAlive:
                cluster.Crash(cluster.Coordinator);
                (duration, end) = (incident.Duration, Resume);
                break;
        }

        After(duration, () =>
        {
            end?.Invoke();
            lasting--;
        });
    }

    private void JoinAnew(NodeId target)
    {
        // A process that starts after the run's end would look for a coordinator for a minute.
        if (cluster.Observed.Completed == 0 && !cluster.Nodes.Any(other => other.Id == target && other.IsAlive))
        {
            _ = cluster.Join(target);
        }
    }

    private void ResumeWithOthers()
    {
        Resume();
        for (int number = 51; number <= 50 + workersMin; number++)
        {
            JoinAnew(NodeOf(number));
        }
    }

    private void Resume()
    {
        SimulatedNode last = cluster.Coordinator;
        if (last.IsAlive ? last.IsStopping : !CanBeResumed(last))
        {
            After(Again, Resume);
        }
        else if (!last.IsAlive && cluster.Observed.Completed == 0)
        {
            _ = cluster.StartCoordinator(resumes: true);
        }
    }

    private static bool CanBeResumed(SimulatedNode last)
    {
        if (!last.IsCrashed && last.System.HasEnded())
        {
            last.Run!.Dispose();
        }

        return last.IsCrashed || last.System.HasEnded();
    }

    private void Command(OperatorCommand command)
    {
        SimulatedNode coordinator = cluster.Coordinator;
        if (coordinator.IsAlive)
        {
            coordinator.Role!.Tell(command, new CallbackRef(
                coordinator.System, "operator", answer => cluster.Write(null, $"{answer}")));
        }
    }

    private void After(TimeSpan delay, Action action)
    {
        if (delay <= TimeSpan.Zero)
        {
            action();
            return;
        }

        _ = cluster.Time.CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan);
    }
}
