using RnnCluster.Protocol;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Coordinating;

namespace RnnCluster.Training.Tests.Scenarios;

/// <summary>
/// A coordinator's machine under a script. The local replica is called host. Where a command names no step, it means
/// the one whose answers are being collected; a loss is 1 per shard.
/// </summary>
internal sealed class CoordinatorScript : IScript
{
    private static readonly NodeId Host = new("host");
    private readonly PayloadPool pool = new();
    private readonly List<CoordinatorEffect> effects = [];
    private readonly Queue<CoordinatorEffect.Reduce> reductions = new();
    private CoordinatorMachine machine = null!;
    private int slices;
    private TimeSpan now;
    private long commands;

    public IReadOnlyList<string> Do(ScriptLine line)
    {
        effects.Clear();
        switch (line.Verb)
        {
            case "start":
                Start(line);
                break;
            case "join":
                Receive(line.Node, Join(line));
                break;
            case "request":
                Receive(line.Node, new SnapshotRequest(1));
                break;
            case "ready":
                Receive(line.Node, new ReplicaReady(1, At(line), Digest(line)));
                break;
            case "come":
                Receive(line.Node, Join(line));
                Receive(line.Node, new SnapshotRequest(1));
                Receive(line.Node, new ReplicaReady(1, At(line), Digest(line)));
                break;
            case "answer":
                Answer(line);
                break;
            case "reduce":
                Reduce();
                break;
            case "applied":
                Step step = At(line);
                Receive(line.Node, new StepApplied(1, step, Digest(line), default));
                break;
            case "seen":
                Advance(new CoordinatorInput.MemberSeen(line.Node, line.Number("incarnation", 1)));
                break;
            case "unreachable":
                Advance(new CoordinatorInput.MemberUnreachable(line.Node, line.Number("incarnation", 1)));
                break;
            case "reachable":
                Advance(new CoordinatorInput.MemberReachable(line.Node, line.Number("incarnation", 1)));
                break;
            case "removed":
                Advance(new CoordinatorInput.MemberRemoved(line.Node, line.Number("incarnation", 1)));
                break;
            case "alive":
                Live(line);
                break;
            case "leave":
                Receive(line.Node, new LeaveRequest("asked to"));
                break;
            case "garbage":
                Advance(new CoordinatorInput.Misbehaved(line.Node, "its sum cannot be read"));
                break;
            case "damage":
                Damage(line);
                break;
            case "told":
                Receive(line.Node, new DamageFound(At(line), DamagedPart.SliceAverage));
                break;
            case "lose":
                Advance(new CoordinatorInput.PeerLost(line.Node, "connection lost", line.Has("damaged")));
                break;
            case "wait":
                now += TimeSpan.FromSeconds(line.Value);
                break;
            case "tick":
                now += TimeSpan.FromSeconds(line.Value);
                Advance(new CoordinatorInput.Ticked());
                break;
            case "command":
                Advance(new CoordinatorInput.Commanded(Command(line), ++commands));
                if (effects.OfType<CoordinatorEffect.SaveCheckpoint>().LastOrDefault() is { } save)
                {
                    Advance(new CoordinatorInput.Saved(save.Amendments));
                }

                break;
            case "lingers":
                return [machine.IsLingering ? "lingers" : "waits for nobody"];
            case "files":
                Advance(new CoordinatorInput.FilesChanged(line.Rest(1) != "written", line.Rest(1) == "full"));
                break;
            case "settled":
                Advance(new CoordinatorInput.Settled(At(line), Digest(line)));
                break;
            case "failed":
                Advance(new CoordinatorInput.Failed(line.Rest(1)));
                break;
            case "finished":
                Advance(new CoordinatorInput.Finished(At(line), "hash") { Owes = line.Has("owing") });
                break;
            default:
                throw new InvalidOperationException($"no command {line.Verb}");
        }

        return Transcribe();
    }

    private void Start(ScriptLine line)
    {
        slices = line.Number("slices", 2);
        var at = new Step(line.Number("at", 0));
        var self = new JoinRequest(Host, 1, "here", 1, 1, 1, "scalar", "1", null, at, 0);
        var run = new JoinAccepted(
            Host, 1, new RunId(1, 1), default, 3, "", 4, 5, TimeSpan.FromSeconds(1), SampleInterval: 0, "", 0);
        machine = new CoordinatorMachine(new CoordinatorOptions(
            Host,
            run,
            self,
            Computes: line.Has("hosted"),
            line.Number("shards", 8),
            slices,
            new Step(line.Number("until", 100)),
            line.Number("min", 1),
            Amendments: 0)
        {
            Linger = TimeSpan.FromSeconds(line.Number("linger", 0)),
            IsClustered = line.Has("clustered"),
        });
        Advance(new CoordinatorInput.Started(at, Wording.Digest(at)) { Owes = line.Has("owing") });
    }

    private Step At(ScriptLine line) => new(line.Number("step", (int)machine.Step.Value));

    private UInt128 Digest(ScriptLine line) => line.Has("broken") ? 0xBAD : Wording.Digest(At(line));

    private static JoinRequest Join(ScriptLine line) => new(
        line.Node,
        line.Number("incarnation", 1),
        "there",
        1,
        2,
        2,
        "scalar",
        "1",
        line.Has("other-run") ? new RunId(2, 2) : null,
        Step.Zero,
        0);

    /// <summary>All slices and the report of each subtree; "sums 1" stops after one slice, "report" has none.</summary>
    private void Answer(ScriptLine line)
    {
        Step step = At(line);
        UInt128 digest = Digest(line);
        int sums = line.Has("report") ? 0 : line.Number("sums", slices);
        foreach (TreeNode subtree in line.Subtrees)
        {
            for (int slice = 0; slice < sums; slice++)
            {
                Receive(line.Node, new SliceSum(
                    1, step, 1, subtree, slice, SliceEncoding.Dense, digest, 0, pool.Rent(1)));
            }

            if (!line.Has("sums"))
            {
                Receive(line.Node, new ShardReport(
                    1, step, 1, subtree, subtree.ShardCount, TimeSpan.FromSeconds(1), digest, 0, 1, 0, 0,
                    pool.Rent(1)));
            }
        }
    }

    /// <summary>An answer of each subtree that came damaged: a report, or with "sum" one of its sums.</summary>
    private void Damage(ScriptLine line)
    {
        DamagedPart part = line.Has("sum") ? DamagedPart.SliceSum : DamagedPart.ShardReport;
        foreach (TreeNode subtree in line.Subtrees)
        {
            Advance(new CoordinatorInput.AnswerDamaged(line.Node, At(line), subtree, part));
        }
    }

    /// <summary>Some seconds in which a worker says nothing.</summary>
    private void Live(ScriptLine line)
    {
        for (int second = 0; second < line.Number("for", 1); second++)
        {
            now += TimeSpan.FromSeconds(1);
            Advance(new CoordinatorInput.Ticked());
        }
    }

    private void Reduce()
    {
        while (reductions.TryDequeue(out CoordinatorEffect.Reduce? reduce))
        {
            foreach (SliceSum term in reduce.Terms)
            {
                term.Release();
            }

            Advance(new CoordinatorInput.Reduced(
                reduce.Step, reduce.Slice, SliceEncoding.Dense, [1], pool.Rent(1)));
        }
    }

    private static OperatorCommand Command(ScriptLine line) => line.Name switch
    {
        "pause" => new PauseRun(),
        "resume" => new ResumeRun(),
        "checkpoint" => new CheckpointNow(),
        "stop" => new StopRun("stopped by an operator"),
        "drain" => new DrainWorker(new NodeId(line.Rest(2))),
        "rate" => new SetLearningRate(
            line.Number("rate", 1), line.Has("from") ? new Step(line.Number("from", 0)) : null),
        _ => throw new InvalidOperationException($"no command {line.Name}"),
    };

    private void Receive(NodeId from, Message message) => Advance(new CoordinatorInput.Received(from, message));

    private void Advance(CoordinatorInput input) => machine.Advance(now, input, effects);

    private List<string> Transcribe()
    {
        var lines = new List<string>();
        string said = "";
        foreach (CoordinatorEffect effect in effects)
        {
            if (effect is CoordinatorEffect.Send send)
            {
                string words = Wording.Of(send.Message);
                (send.Message as IReleasable)?.Release();
                if (words == said)
                {
                    int colon = lines[^1].IndexOf(':', StringComparison.Ordinal);
                    lines[^1] = lines[^1].Insert(colon, $", {send.To}");
                    continue;
                }

                said = words;
                lines.Add($"to {send.To}: {words}");
                continue;
            }

            if (effect is CoordinatorEffect.Publish { Event: StepMeasured or MemberHeard or MemberJoined })
            {
                // What is measured is no decision.
                continue;
            }

            said = "";
            lines.Add(Word(effect));
        }

        return lines;
    }

    private string Word(CoordinatorEffect effect)
    {
        switch (effect)
        {
            case CoordinatorEffect.Reduce reduce:
                reductions.Enqueue(reduce);
                return $"reduce slice {reduce.Slice}: {Wording.Of(reduce.Terms.Select(term => term.Subtree))}";
            case CoordinatorEffect.TakeSnapshot take:
                return $"snapshot of step {take.Step} for {take.For}";
            case CoordinatorEffect.Publish publish:
                return $"event: {Wording.Of(publish.Event)}";
            case CoordinatorEffect.Reply reply:
                return $"reply {Wording.Of(reply.Answer)}";
            case CoordinatorEffect.Disconnect disconnect:
                return $"disconnect {disconnect.Node}: {disconnect.Reason}";
            case CoordinatorEffect.Finish { IsStop: true }:
                return "Finish, and owe what is not done";
            case CoordinatorEffect.Exit exit:
                string lingers = machine.IsLingering ? ", lingering" : "";
                return $"exit {(exit.IsComplete ? "complete" : "incomplete")} {exit.Failure}".TrimEnd() + lingers;
            default:
                return effect.GetType().Name;
        }
    }
}
