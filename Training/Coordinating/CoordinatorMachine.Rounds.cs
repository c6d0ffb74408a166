using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Members;

namespace RnnCluster.Training.Coordinating;

/// <content>Answers, reductions, the end of a round and the plan of the next.</content>
public sealed partial class CoordinatorMachine
{
    private TimeSpan Deadline =>
        clock.Usual is { } usual && usual * options.DeadlineFactor > options.DeadlineMin
            ? usual * options.DeadlineFactor
            : options.DeadlineMin;

    /// <summary>
    /// Whether the local replica has reached the step. Until then answers wait for it, and nobody can be called slow.
    /// </summary>
    private bool IsJudging => digests.Newest >= Step;

    private void OnAnswer(Member member, Message message, List<CoordinatorEffect> effects)
    {
        (long term, Step step, UInt128 digest, bool fits) = message switch
        {
            SliceSum sum => (sum.Term, sum.Step, sum.Digest, round.Slices.Fits(sum)),
            ShardReport report => (report.Term, report.Step, report.Digest, round.Reports.Fits(report)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (term != Term || step != Step || !fits || ending.IsOver)
        {
            // Late: the step has been closed with somebody else's answer, which had the same bits.
            ((IReleasable)message).Release();
            return;
        }

        member.LastProgress = now;
        if (!IsJudging)
        {
            unjudged.Add((member.Node, message));
            return;
        }

        if (digest != digests.NewestDigest)
        {
            ((IReleasable)message).Release();
            if (!IsBeginning(member))
            {
                ExpelForState(member, step, effects);
            }

            return;
        }

        switch (message)
        {
            case SliceSum sum:
                if (round.Slices.Accept(sum) is { } terms)
                {
                    // Who begins to follow after this moment begins with the next round.
                    round.OnHandedOn();
                    bool isShared = members.Followers.Any(follower => !follower.IsLocal);
                    effects.Add(new CoordinatorEffect.Reduce(step, sum.Slice, terms, isShared));
                }

                break;
            case ShardReport report:
                OnReport(member, report, effects);
                break;
        }
    }

    /// <summary>The local replica has reached the step: answers can be told from a broken machine's.</summary>
    private void JudgeAnswers(List<CoordinatorEffect> effects)
    {
        (NodeId From, Message Message)[] waiting = [.. unjudged];
        unjudged.Clear();
        foreach ((NodeId from, Message message) in waiting)
        {
            if (members.Find(from) is { } member)
            {
                OnAnswer(member, message, effects);
            }
            else
            {
                ((IReleasable)message).Release();
            }
        }
    }

    private void OnReport(Member member, ShardReport part, List<CoordinatorEffect> effects)
    {
        if (round.Parts.Accept(member.Node, part) is not { } parts)
        {
            return;
        }

        ShardReport report = parts[^1];
        bool isOwed = round.OnReported(member.Node, report.Subtree);
        member.IsStuck = false;
        member.OnComputed(report.Subtree.ShardCount, report.ComputeTime);
        if (round.Reports.TryAccept(report))
        {
            round.OnHandedOn();
            foreach (Member follower in members.Followers.Where(follower => follower != member || !isOwed))
            {
                effects.AddRange(parts.Select(each => new CoordinatorEffect.Send(
                    follower.Node,
                    new CarriedState(
                        Term, Step, each.Subtree, each.Offset, each.Total, each.CarriedChecksum,
                        each.Payload.Retain()))));
            }
        }

        foreach (ShardReport each in parts)
        {
            each.Release();
        }

        MaybeRedo(member, isOwed, report.Subtree, effects);
        MaybeLetGo(member, effects);
        MaybeClose(effects);
        MaybeTrustAgain(member, member.Applied, effects);
    }

    private void OnReduced(CoordinatorInput.Reduced reduced, List<CoordinatorEffect> effects)
    {
        if (reduced.Step != Step || ending.IsOver)
        {
            reduced.Average.Release();
            return;
        }

        round.OnAveraged();
        // Who gets the state after this round as well cannot make the update, and was perhaps not there when it was
        // asked whether anybody needs the floats.
        foreach (Member follower in members.Followers.Where(follower => !follower.WantsSnapshot))
        {
            Payload floats = follower.IsLocal ? new Payload(Memory<byte>.Empty) : reduced.Average.Retain();
            effects.Add(new CoordinatorEffect.Send(
                follower.Node,
                new SliceAverage(
                    Term, Step, reduced.Slice, reduced.Encoding, reduced.Squares, reduced.Checksum, floats)));
        }

        reduced.Average.Release();
        MaybeClose(effects);
    }

    /// <summary>
    /// Closes the round when nothing is missing. The next plan goes out before the news, so that every follower has it
    /// when it comes to the next step.
    /// </summary>
    private void MaybeClose(List<CoordinatorEffect> effects)
    {
        if (!round.IsComplete(options.Slices))
        {
            return;
        }

        var closed = new RoundClosed(
            Term, Step, round.Reports.SumLosses(), amendments.Count, round.Reports.Subtrees);
        Member[] followers = [.. members.Followers];
        clock.Add(now - round.Begun);
        round.Begin(Step.Next, now);
        foreach (Member member in members.All.ToArray())
        {
            MaybeLetGo(member, effects);
        }

        MaybeBegin(effects);
        foreach (Member follower in followers)
        {
            effects.Add(new CoordinatorEffect.Send(follower.Node, closed));
        }

        foreach (Member member in members.All.Where(member => member.WantsSnapshot).ToArray())
        {
            SendSnapshot(member, effects);
        }
    }

    /// <summary>Gives out the current round's shards if they are not, and whatever nobody owes any more.</summary>
    private void MaybeBegin(List<CoordinatorEffect> effects)
    {
        if (ending.IsOver || ending.IsStopping || Step >= options.Until)
        {
            return;
        }

        MaybeWait(effects);
        if (!round.IsAssigned)
        {
            MaybePlan(effects);
            return;
        }

        MaybeReassign(NodeId.None, effects);
    }

    private void MaybeWait(List<CoordinatorEffect> effects)
    {
        int up = members.Up.Count();
        bool isFirst = planning.Version == 0;
        int needed = isFirst ? Math.Max(options.WorkersMin, options.WorkersFirst) : options.WorkersMin;
        bool waits = up < needed;
        if (waits != isWaiting)
        {
            isWaiting = waits;
            effects.Add(new CoordinatorEffect.Publish(new RunWaiting(waits, up, needed)));
        }
    }

    private void MaybePlan(List<CoordinatorEffect> effects)
    {
        if (isWaiting || isPaused || isOutOfRoom)
        {
            if (planning.TryWithdraw())
            {
                Announce(effects);
            }

            return;
        }

        if (planning.TryRevise(members))
        {
            Announce(effects);
        }

        foreach (Assignment assignment in planning.Current)
        {
            members.Find(assignment.Node)!.LastProgress = now;
            round.Assign(assignment.Node, assignment.Subtrees, now);
        }
    }

    private void Announce(List<CoordinatorEffect> effects)
    {
        Broadcast(CurrentPlan(), effects);
        effects.Add(new CoordinatorEffect.Publish(new PlanChanged(planning.Version, Step, planning.Current)));
    }

    private PlanAnnounced CurrentPlan() =>
        new(Term, planning.Version, Step, options.Until, [options.Self], planning.Current);

    /// <summary>A worker's shards that are not answered go to others, in the same step.</summary>
    private void OnWorkerLost(NodeId node, List<CoordinatorEffect> effects)
    {
        round.Forgive(node);
        if (ending.IsOver || ending.IsStopping)
        {
            return;
        }

        MaybeWait(effects);
        MaybeReassign(node, effects);
    }

    private void MaybeReassign(NodeId lost, List<CoordinatorEffect> effects)
    {
        if (!round.IsAssigned || round.Orphans() is not { Count: > 0 } orphans)
        {
            return;
        }

        IReadOnlyList<(NodeId Node, double Speed)> up = members.Speeds();
        if (up.Count == 0)
        {
            SendSnapshotsEarly(effects);
            return;
        }

        // One whose answer came damaged computes it again only if there is no other.
        (NodeId Node, double Speed)[] others = [.. up.Where(member => member.Node != lost)];
        foreach (Assignment more in round.Share(orphans, others.Length > 0 ? others : up))
        {
            ReassignedShards += more.Subtrees.Sum(subtree => subtree.ShardCount);
            Give(more, lost, AssignmentReason.Reassigned, effects);
        }
    }

    private void MaybeSpeculate(List<CoordinatorEffect> effects)
    {
        if (ending.IsOver || !IsJudging || !round.IsAssigned || clock.Usual is not { } usual)
        {
            return;
        }

        // A validation or a checkpoint of the local replica holds the round up, and nobody in it is slow.
        TimeSpan begun = round.Begun > reachedAt ? round.Begun : reachedAt;
        TimeSpan patience = usual * options.SpeculationFactor;
        if (now - begun < (patience > options.SpeculationMin ? patience : options.SpeculationMin))
        {
            return;
        }

        var idle = new Stack<Member>(members.Up.Where(member => !round.IsBusy(member.Node)).OrderBy(m => m.Speed));
        foreach (Member slow in members.Up.Where(member => round.Owed(member.Node).Count > 0).ToArray())
        {
            if (idle.Count > 0 && round.TryDouble(slow.Node))
            {
                var more = new Assignment(idle.Pop().Node, round.Owed(slow.Node));
                SpeculatedShards += more.Subtrees.Sum(subtree => subtree.ShardCount);
                Give(more, slow.Node, AssignmentReason.Speculated, effects);
            }
        }
    }

    private void Give(Assignment more, NodeId from, AssignmentReason reason, List<CoordinatorEffect> effects)
    {
        round.Assign(more.Node, more.Subtrees, now);
        members.Find(more.Node)!.LastProgress = now;
        effects.Add(new CoordinatorEffect.Send(
            more.Node, new ShardsAssigned(Term, Step, planning.Version, more.Subtrees, reason)));
        effects.Add(new CoordinatorEffect.Publish(
            new ShardsMoved(Step, from, more.Node, more.Subtrees, reason)));
    }
}
