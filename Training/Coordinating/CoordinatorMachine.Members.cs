using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Members;

namespace RnnCluster.Training.Coordinating;

/// <content>Who joins, follows, falls silent, goes.</content>
public sealed partial class CoordinatorMachine
{
    /// <summary>
    /// A replica so many steps behind still counts as following: while the news of its last update travels, a round or
    /// two may close.
    /// </summary>
    private const int LagMax = 2;

    private void OnJoin(JoinRequest join, List<CoordinatorEffect> effects)
    {
        Member? before = members.Find(join.Node);
        if (RefusalOf(join, before) is { } refusal)
        {
            effects.Add(new CoordinatorEffect.Send(join.Node, new JoinRefused(refusal)));
            return;
        }

        // Of two starts of one name the one that came later has it, or the two would replace each other for ever. The
        // earlier one gets no answer: what is sent to the name reaches the later one. Its connection says why.
        if (!arrivals.MayTake(join.Node, join.Incarnation, before?.Joined.Incarnation))
        {
            effects.Add(new CoordinatorEffect.Publish(new RunWarned(
                $"an earlier start of {join.Node} asked to join; the one that came later stays: stop one of them, or "
                + "give each a name of its own with --name")));
            return;
        }

        if (before is not null)
        {
            BecomeDown(before, "joins anew", effects);
        }

        Member member = members.Add(join, now, isLocal: false, computes: true);
        if (ending.IsOver)
        {
            MaybeBidFarewell(member, effects);
            return;
        }

        PublishJoined(member, effects);
        effects.Add(new CoordinatorEffect.Publish(new MemberChanged(
            join.Node,
            join.Incarnation,
            MemberState.Joining,
            $"{join.Host}, {join.Threads} threads, {join.Lanes}",
            TimeSpan.Zero)));
        effects.Add(new CoordinatorEffect.Send(member.Node, options.Run));
    }

    private string? RefusalOf(JoinRequest join, Member? before)
    {
        if (before is { IsLocal: true })
        {
            return $"{join.Node} is the coordinator's own name; choose another";
        }

        return join.Run is { } run && run != options.Run.Run
            ? $"this coordinator trains run {options.Run.Run}, but the worker holds run {run}"
            : null;
    }

    /// <summary>
    /// Who comes when the run is over hears how it ended, at once or with all others when the last checkpoint is
    /// written: it has made no mistake.
    /// </summary>
    private void MaybeBidFarewell(Member latecomer, List<CoordinatorEffect> effects)
    {
        if (ending.Farewell is not null)
        {
            effects.Add(new CoordinatorEffect.Send(latecomer.Node, ending.Farewell));
        }
    }

    private void OnSnapshotRequest(Member member, SnapshotRequest request, List<CoordinatorEffect> effects)
    {
        if (request.Term != Term || member.IsLocal)
        {
            return;
        }

        // Whoever asks again has lost its thread: until the next boundary it gets nothing.
        member.Follows = false;
        round.Forgive(member.Node);
        if (member.State == MemberState.Draining)
        {
            // It wants to go anyway: others compute what it owed.
            OnWorkerLost(member.Node, effects);
            MaybeLetGo(member, effects);
            return;
        }

        member.WantsSnapshot = true;
        Become(member, MemberState.Syncing, "needs the state", effects);
        if (!round.HasHandedOn)
        {
            SendSnapshot(member, effects);
        }
        else if (!round.IsAssigned)
        {
            // The run waits, perhaps for this one: there may never be an end of the round to wait for.
            SendSnapshotsEarly(effects);
        }

        MaybeBegin(effects);
    }

    /// <summary>From here on the member gets everything of the current round and all that follow.</summary>
    private void SendSnapshot(Member member, List<CoordinatorEffect> effects)
    {
        member.WantsSnapshot = false;
        member.Follows = true;
        effects.Add(new CoordinatorEffect.TakeSnapshot(member.Node, Step));
        foreach (AmendmentAppended amendment in amendments.Appended)
        {
            // The copy may be made before the local replica takes one in; the copy's owner knows which it holds.
            effects.Add(new CoordinatorEffect.Send(member.Node, amendment));
        }

        // A round that is given out needs nothing of it but what it is given besides, also if an earlier start of it
        // stands in the plan.
        Step from = round.IsAssigned ? Step.Next : Step;
        effects.Add(new CoordinatorEffect.Send(member.Node, CurrentPlan() with { From = from }));
    }

    /// <summary>
    /// Nobody is there who computes, and the round goes on only with those who wait for its end: they get the state
    /// before it, compute what is missing, and get the state after it as well, because they lack what was handed on.
    /// </summary>
    private void SendSnapshotsEarly(List<CoordinatorEffect> effects)
    {
        foreach (Member member in members.All.Where(member => member.WantsSnapshot && !member.Follows).ToArray())
        {
            SendSnapshot(member, effects);
            member.WantsSnapshot = true;
        }
    }

    private void OnReady(Member member, ReplicaReady ready, List<CoordinatorEffect> effects)
    {
        if (ready.Term != Term || !member.Follows)
        {
            return;
        }

        member.Applied = ready.Step;
        member.IsStuck = false;
        if (digests.IsDifferent(member.Node, ready.Step, ready.Digest))
        {
            ExpelForState(member, ready.Step, effects);
            return;
        }

        MaybeBecomeUp(member, effects);
    }

    private void OnApplied(Member member, StepApplied applied, List<CoordinatorEffect> effects)
    {
        if (applied.Term != Term)
        {
            return;
        }

        member.Applied = applied.Step;
        if (!ending.IsOver)
        {
            effects.Add(new CoordinatorEffect.Publish(
                new StepMeasured(member.Node, applied.Step, planning.ShardsOf(member.Node), applied.Times)));
        }

        if (member.IsLocal)
        {
            OnLocalReached(applied.Step, applied.Digest, effects);
            return;
        }

        if (digests.IsDifferent(member.Node, applied.Step, applied.Digest))
        {
            ExpelForState(member, applied.Step, effects);
            return;
        }

        member.IsStuck = false;
        MaybeBecomeUp(member, effects);
        MaybeTrustAgain(member, applied.Step, effects);
    }

    /// <summary>The local replica has reached a step, and nothing is owed for it.</summary>
    private void OnLocalReached(Step step, UInt128 digest, List<CoordinatorEffect> effects)
    {
        reachedAt = now;
        foreach (NodeId node in digests.OnLocal(step, digest))
        {
            if (members.Find(node) is { } different)
            {
                ExpelForState(different, step, effects);
            }
        }

        foreach (Member waiting in members.All)
        {
            waiting.LastProgress = now;
        }

        JudgeAnswers(effects);
        MaybeFinish(effects);
    }

    private void MaybeBecomeUp(Member member, List<CoordinatorEffect> effects)
    {
        if (member.State == MemberState.Syncing && member.Follows && IsMember(member)
            && member.Applied.Value + LagMax >= Step.Value)
        {
            Become(member, MemberState.Up, $"has the state of step {member.Applied}", effects);
            MaybeBegin(effects);
        }
    }

    /// <summary>A suspected node that is heard and has kept up is a good one again.</summary>
    private void MaybeTrustAgain(Member member, Step at, List<CoordinatorEffect> effects)
    {
        bool isBack = member.Follows && !member.IsStuck && at.Value + LagMax >= Step.Value;
        if (member.State == MemberState.Suspected && isBack)
        {
            Become(member, MemberState.Up, $"is back at step {at}", effects);
            MaybeBegin(effects);
        }
    }

    private void OnLeave(Member member, string reason, List<CoordinatorEffect> effects)
    {
        if (member.IsLocal || member.State == MemberState.Draining)
        {
            return;
        }

        Become(member, MemberState.Draining, reason, effects);
        MaybeLetGo(member, effects);
    }

    private void MaybeLetGo(Member member, List<CoordinatorEffect> effects)
    {
        if (member.State == MemberState.Draining && !member.IsLetGo && round.Owed(member.Node).Count == 0)
        {
            member.IsLetGo = true;
            effects.Add(new CoordinatorEffect.Send(member.Node, new LeaveGranted()));
            member.Follows = false;
        }
    }

    private void OnPeerLost(CoordinatorInput.PeerLost lost, List<CoordinatorEffect> effects)
    {
        if (lost.IsDamaged)
        {
            CountDamage(lost.Node, Step, DamagedPart.Head, effects);
        }

        if (members.Find(lost.Node) is { } member)
        {
            BecomeDown(member, lost.Reason, effects);
        }
    }

    private void BecomeDown(Member member, string reason, List<CoordinatorEffect> effects)
    {
        if (options.Linger > TimeSpan.Zero && IsMissing(member))
        {
            members.Miss(member.Node, now, options.Linger);
        }

        member.Follows = false;
        Become(member, MemberState.Down, reason, effects);
        OnWorkerLost(member.Node, effects);
    }

    /// <summary>
    /// Whether a node that goes leaves without knowing what it should: before the end that is everybody who did not
    /// ask to go, after it those who were silent for too long: who hears of the end goes at once.
    /// </summary>
    private bool IsMissing(Member member) => ending.Farewell is null
        ? member.State != MemberState.Draining
        : member.IsUnreachable;

    private void BecomeSuspected(Member member, string reason, List<CoordinatorEffect> effects)
    {
        if (member.State == MemberState.Up)
        {
            Become(member, MemberState.Suspected, reason, effects);
            OnWorkerLost(member.Node, effects);
        }
        else if (member.State == MemberState.Draining && round.Owed(member.Node).Count > 0)
        {
            OnWorkerLost(member.Node, effects);
        }
    }

    /// <summary>
    /// What cannot be read is never needed: whoever sent it is taken out, its shards are computed by others.
    /// </summary>
    private void OnMisbehaved(CoordinatorInput.Misbehaved misbehaved, List<CoordinatorEffect> effects)
    {
        if (!ending.IsOver && members.Find(misbehaved.From) is { IsLocal: false } member && !IsBeginning(member))
        {
            Expel(member, misbehaved.Reason, effects);
        }
    }

    /// <summary>A node that begins anew is not judged by what it said before.</summary>
    private static bool IsBeginning(Member member) => member.State is MemberState.Joining or MemberState.Syncing;

    /// <summary>A state that differs from the others': a broken machine, or a program that is not this one.</summary>
    private void ExpelForState(Member member, Step step, List<CoordinatorEffect> effects) =>
        Expel(member, $"its state after step {step} is not that of the others", effects);

    private void Expel(Member member, string reason, List<CoordinatorEffect> effects)
    {
        effects.Add(new CoordinatorEffect.Send(member.Node, new Expelled(reason)));
        effects.Add(new CoordinatorEffect.Publish(new RunWarned($"{member.Node}: {reason}; it is taken out")));
        BecomeDown(member, reason, effects);
    }

    private static void PublishJoined(Member member, List<CoordinatorEffect> effects)
    {
        JoinRequest join = member.Joined;
        effects.Add(new CoordinatorEffect.Publish(new MemberJoined(
            join.Node,
            join.Incarnation,
            join.Host,
            join.ProcessId,
            join.Cores,
            member.Computes ? join.Threads : 0,
            join.Lanes,
            join.Version,
            member.IsLocal)));
    }

    private void Become(Member member, MemberState state, string reason, List<CoordinatorEffect> effects)
    {
        // After its end, that workers go is no news about a run.
        if (members.Become(member, state, reason, now) is { } changed && !ending.IsOver)
        {
            effects.Add(new CoordinatorEffect.Publish(changed));
        }
    }
}
