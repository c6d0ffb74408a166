using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Working;

namespace RnnCluster.Training.Tests.Scenarios;

/// <summary>
/// A worker's machine under a script; it is called worker-1, the gradient has two slices, S is 8. Where a command names
/// no step, it means that of the worker's state.
/// </summary>
internal sealed class WorkerScript : IScript
{
    private static readonly NodeId Self = new("worker-1");
    private static readonly RunId Run = new(1, 1);
    private readonly PayloadPool pool = new();
    private readonly List<WorkerEffect> effects = [];
    private WorkerMachine machine = null!;
    private TimeSpan now;

    public IReadOnlyList<string> Do(ScriptLine line)
    {
        effects.Clear();
        if (line.Verb is "worker" or "follow")
        {
            Begin(line);
        }
        else
        {
            Advance(Input(line));
        }

        return [.. effects.Select(Word), .. line.Has("count") ? [$"buffers held: {pool.Outstanding}"] : (string[])[]];
    }

    private void Begin(ScriptLine line)
    {
        var self = new JoinRequest(Self, 1, "there", 1, 1, 1, "scalar", "1", null, Step.Zero, 0);
        machine = new WorkerMachine(new WorkerOptions(self, IsLocal: line.Has("hosted"))
        {
            HeldMessagesMax = line.Number("room", 100),
        });
        if (line.Has("hosted"))
        {
            Advance(new WorkerInput.Hosted(Run, 1, 2, 8, Step.Zero, Wording.Digest(Step.Zero), 0));
        }
        else if (line.Verb == "follow")
        {
            var at = new Step(line.Number("step", 0));
            Advance(new WorkerInput.Connected());
            Advance(new WorkerInput.Received(Accepted(Run)));
            Advance(new WorkerInput.RunPrepared(2, 8));
            Advance(new WorkerInput.SnapshotLoaded(at, Wording.Digest(at), 0));
            effects.Clear();
        }
    }

    private WorkerInput Input(ScriptLine line)
    {
        Step step = At(line);
        switch (line.Verb)
        {
            case "connected":
                return new WorkerInput.Connected();
            case "disconnected":
                return new WorkerInput.Disconnected("cut off", line.Has("damaged"));
            case "gave-up":
                return new WorkerInput.GaveUp("no coordinator at 10.0.0.1");
            case "prepared":
                return new WorkerInput.RunPrepared(2, 8);
            case "loaded":
                return new WorkerInput.SnapshotLoaded(step, Wording.Digest(step), line.Number("amendments", 0));
            case "damage":
                return new WorkerInput.PartDamaged(step, Enum.Parse<DamagedPart>(line.Name));
            case "damaged":
                return new WorkerInput.SnapshotRefused("damaged");
            case "computed":
                return new WorkerInput.Computed(step, line.Subtrees);
            case "applied":
                Step next = line.Has("step") ? step : step.Next;
                return new WorkerInput.Applied(next, Wording.Digest(next), default);
            case "failed":
                return new WorkerInput.Failed(line.Rest(1), FailureKind.World);
            case "tick":
                now += TimeSpan.FromSeconds(line.Value);
                return new WorkerInput.Ticked();
            case "unreachable":
                return new WorkerInput.CoordinatorUnreachable();
            case "reachable":
                return new WorkerInput.CoordinatorReachable();
            case "leave":
                return new WorkerInput.LeaveAsked("asked to");
            default:
                return new WorkerInput.Received(Message(line, step));
        }
    }

    private Message Message(ScriptLine line, Step step) => line.Verb switch
    {
        "accepted" => Accepted(line.Has("other-run") ? new RunId(2, 2) : Run) with
        {
            Seed = line.Has("seed") ? "10.0.0.1:7071" : "",
            SeedUid = line.Number("seed", 0),
        },
        "refused" => new JoinRefused(line.Rest(1)),
        "content" => new ContentChunk("hash", 0, 1, 0, pool.Rent(1)),
        "chunk" => new SnapshotChunk(
            1, step, default, line.Number("part", 1) - 1, line.Number("of", 1), 0, pool.Rent(1)),
        "plan" => new PlanAnnounced(
            1, line.Number("plan", 1), new Step(line.Number("from", 0)), new Step(line.Number("until", 100)), [],
            line.Subtrees.Count == 0 ? [] : [new Assignment(Self, line.Subtrees)]),
        "more" => new ShardsAssigned(1, step, 1, line.Subtrees, AssignmentReason.Reassigned),
        "average" => new SliceAverage(
            line.Number("term", 1), step, line.Number("average", 0), SliceEncoding.Dense, [1], 0, pool.Rent(1)),
        "carried" => new CarriedState(
            line.Number("term", 1), step, line.Subtrees[0], line.Number("part", 1) - 1, line.Number("of", 1),
            0, pool.Rent(1)),
        "closed" => new RoundClosed(1, step, 8, line.Number("amendments", 0), line.Subtrees),
        "amendment" => new AmendmentAppended(
            1, line.Number("amendment", 0), new Step(line.Number("from", 0)), line.Number("rate", 1)),
        "granted" => new LeaveGranted(),
        "expelled" => new Expelled("its state is not that of the others"),
        "ended" => new RunEnded(step, line.Has("failed") ? "" : "hash", IsComplete: true, "the bound was reached"),
        _ => throw new InvalidOperationException($"no command {line.Verb}"),
    };

    private Step At(ScriptLine line) => new(line.Number("step", (int)machine.Step.Value));

    private static JoinAccepted Accepted(RunId run) =>
        new(new NodeId("host"), 1, run, default, 3, "", 4, 5, TimeSpan.FromSeconds(1), SampleInterval: 0, "", 0);

    private void Advance(WorkerInput input) => machine.Advance(now, input, effects);

    private static string Word(WorkerEffect effect)
    {
        switch (effect)
        {
            case WorkerEffect.Send send:
                return $"say {Wording.Of(send.Message)}";
            case WorkerEffect.JoinCluster join:
                return $"join the cluster at {join.Seed}, start {join.Uid}";
            case WorkerEffect.PrepareRun:
                return "prepare the run";
            case WorkerEffect.StoreContent store:
                store.Chunk.Release();
                return "store content";
            case WorkerEffect.StoreSnapshot store:
                store.Chunk.Release();
                return $"store snapshot of step {store.Chunk.Step}, {store.Chunk.Offset + 1} of {store.Chunk.Total}";
            case WorkerEffect.Compute compute:
                return $"compute step {compute.Step}: {Wording.Of(compute.Subtrees)}";
            case WorkerEffect.StoreAverage store:
                store.Average.Release();
                return $"store average of slice {store.Average.Slice}";
            case WorkerEffect.StoreCarried store:
                store.State.Release();
                return $"store carried {store.State.Subtree}";
            case WorkerEffect.Amend amend:
                return $"amend from step {amend.From}";
            case WorkerEffect.Apply apply:
                return $"apply step {apply.Step}";
            case WorkerEffect.Reconnect reconnect:
                return $"reconnect: {reconnect.Reason}";
            case WorkerEffect.Exit exit:
                return $"exit {exit.Kind}: {exit.Reason}";
            default:
                throw new InvalidOperationException($"no words for {effect}");
        }
    }
}
