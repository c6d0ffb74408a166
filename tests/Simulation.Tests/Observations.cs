using Akka.Event;
using RnnCluster.Actors;
using RnnCluster.Learning.Schedules;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Simulation.Tests;

/// <summary>What was seen of a cluster that the truths are about.</summary>
internal sealed class Observations
{
    private readonly List<(string Node, Step Step, UInt128 Digest)> states = [];
    private readonly List<Amendment> amendments = [];
    private readonly List<string> failures = [];
    private readonly List<string> deadLetters = [];

    /// <summary>Every state that any replica ever had.</summary>
    public IReadOnlyList<(string Node, Step Step, UInt128 Digest)> States => states;

    /// <summary>Whom the coordinator took out because of its state.</summary>
    public List<string> Expulsions { get; } = [];

    /// <summary>Amendments that operators were told of, in order.</summary>
    public IReadOnlyList<Amendment> Amendments => amendments;

    /// <summary>Exceptions that left an actor.</summary>
    public IReadOnlyList<string> Failures => failures;

    /// <summary>Messages that a living actor should have had, or that it did not understand.</summary>
    public IReadOnlyList<string> DeadLetters => deadLetters;

    /// <summary>The step of the current coordinator's replica.</summary>
    public Step Step { get; private set; }

    /// <summary>How often a coordinator said that the run is complete.</summary>
    public int Completed { get; private set; }

    /// <summary>When it did so last, in virtual time.</summary>
    public TimeSpan CompletedAt { get; private set; }

    public void OnStarted(SimulatedNode coordinator)
    {
        Learning.Replicas.Replica replica = coordinator.Run!.Replica;
        Step = replica.Step;
        states.Add((coordinator.Label, Step, new UInt128(replica.Digest.High, replica.Digest.Low)));
    }

    public void OnTurn(SimulatedNode node, object message)
    {
        switch (message)
        {
            case ReplicaReply.Applied applied:
                states.Add((node.Label, applied.Step, applied.Digest));
                Step = node.IsCoordinator ? applied.Step : Step;
                break;
            case ReplicaReply.SnapshotLoaded loaded:
                states.Add((node.Label, loaded.Step, loaded.Digest));
                break;
        }
    }

    public void OnEvent(SimulatedNode node, object happened)
    {
        switch (happened)
        {
            case AmendmentAccepted accepted:
                amendments.Add(new Amendment(accepted.From, accepted.Rate));
                break;
            case RunWarned warned when warned.Text.Contains("taken out", StringComparison.Ordinal):
                Expulsions.Add($"{node.Label}: {warned.Text}");
                break;
        }
    }

    public void OnCompleted(TimeSpan now)
    {
        Completed++;
        CompletedAt = now;
    }

    public void OnFailure(SimulatedNode node, ActorFailure failure) =>
        failures.Add($"{node.Label} {failure.Path}: {failure.Cause}");

    public void OnDeadLetter(SimulatedNode node, AllDeadLetters letter)
    {
        // To another node: its connection is gone. To an actor of a process that ends: nobody's loss.
        bool isExpected = letter is DeadLetter && (letter.Recipient is RemoteRef || !node.IsAlive);
        if (!isExpected)
        {
            deadLetters.Add(
                $"{node.Label}: {letter.GetType().Name} {Words.Of(letter.Message)} for {Words.Of(letter.Recipient)}");
        }
    }
}
