using System.Diagnostics;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Working;

/// <content>Step by step.</content>
public sealed partial class WorkerMachine
{
    private void OnPlan(PlanAnnounced announced, List<WorkerEffect> effects)
    {
        if (announced.Term != term)
        {
            return;
        }

        until = announced.Until;
        if (phase == Phase.Following && announced.From <= step && !isApplying)
        {
            if (plan is null || announced.Version > plan.Version)
            {
                plan = announced;
                MaybeCompute(effects);
            }
        }
        else if (nextPlan is null || announced.Version > nextPlan.Version)
        {
            nextPlan = announced;
        }
    }

    private void OnAmendment(AmendmentAppended amendment, List<WorkerEffect> effects)
    {
        if (amendment.Term == term && amendment.Index >= amendments)
        {
            earlyAmendments[amendment.Index] = amendment;
            TakeAmendments(effects);
            MaybeApply(effects);
        }
    }

    /// <summary>Amendments enter the state in order; a state that is being fetched may hold them already.</summary>
    private void TakeAmendments(List<WorkerEffect> effects)
    {
        foreach (int known in earlyAmendments.Keys.Where(index => index < amendments).ToArray())
        {
            earlyAmendments.Remove(known);
        }

        while (phase == Phase.Following && earlyAmendments.Remove(amendments, out AmendmentAppended? next))
        {
            effects.Add(new WorkerEffect.Amend(next.From, next.Rate));
            amendments++;
        }
    }

    private void OnStepMessage(long messageTerm, Step at, Message message, List<WorkerEffect> effects)
    {
        bool isNow = phase == Phase.Following && at == step && !isApplying;
        bool isPast = at < step || (at == step && isApplying);
        if (messageTerm != term || phase is Phase.Away or Phase.Joining || (phase == Phase.Following && isPast))
        {
            (message as IReleasable)?.Release();
        }
        else if (isNow)
        {
            Take(message, effects);
            MaybeApply(effects);
        }
        else if (!inbox.TryHold(at, message))
        {
            (message as IReleasable)?.Release();
            BecomeSyncing(effects);
        }
    }

    private void Take(Message message, List<WorkerEffect> effects)
    {
        switch (message)
        {
            case SliceAverage or CarriedState when !parts!.Fits(message):
                ((IReleasable)message).Release();
                BecomeOver(
                    WorkerExit.Failed,
                    $"the coordinator sent {WordOf(message)} for step {step}, which is none of run {run}",
                    effects);
                break;
            case SliceAverage average:
                TakeAverage(average, effects);
                break;
            case CarriedState carried:
                if (parts!.TryCarry(carried))
                {
                    effects.Add(new WorkerEffect.StoreCarried(carried));
                }
                else
                {
                    carried.Release();
                }

                break;
            case RoundClosed closed:
                parts!.Closed = closed;
                lastWait = now - lastAnswered;
                break;
            case ShardsAssigned more:
                effects.Add(new WorkerEffect.Compute(term, step, more.PlanVersion, more.Subtrees));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static string WordOf(Message message) => message switch
    {
        SliceAverage average => $"slice {average.Slice}",
        CarriedState carried => $"the carried states of shards {carried.Subtree}",
        _ => throw new UnreachableException(),
    };

    private void TakeAverage(SliceAverage average, List<WorkerEffect> effects)
    {
        // The coordinator's own replica reduced the slice: it has it.
        if (parts!.TryStore(average.Slice) && !options.IsLocal)
        {
            effects.Add(new WorkerEffect.StoreAverage(average));
        }
        else
        {
            average.Release();
        }
    }

    private void OnComputed(WorkerInput.Computed computed, List<WorkerEffect> effects)
    {
        if (phase != Phase.Following || computed.Step != step || isApplying)
        {
            return;
        }

        lastAnswered = now;
        foreach (TreeNode subtree in computed.Subtrees)
        {
            _ = parts!.TryCarry(subtree);
        }

        MaybeApply(effects);
    }

    private void MaybeApply(List<WorkerEffect> effects)
    {
        if (phase == Phase.Following && !isApplying && parts!.IsComplete(amendments))
        {
            isApplying = true;
            effects.Add(new WorkerEffect.Apply(step, parts.Closed!.Loss));
            ComputeAhead(effects);
        }
    }

    /// <summary>
    /// The plan of the next step came before the word that this one is closed, so the replica can be told at once what
    /// follows the update: it goes on without a turn of anybody in between.
    /// </summary>
    private void ComputeAhead(List<WorkerEffect> effects)
    {
        PlanAnnounced? next = nextPlan is not null && nextPlan.From <= step.Next ? nextPlan : plan;
        if (next is not null && step.Next < next.Until && !inbox.IsClosed(step.Next)
            && ShardsOf(next) is { } subtrees)
        {
            ahead = (step.Next, next.Version);
            effects.Add(new WorkerEffect.Compute(term, step.Next, next.Version, subtrees));
        }
    }

    private void OnApplied(WorkerInput.Applied applied, List<WorkerEffect> effects)
    {
        isApplying = false;
        step = applied.Step;
        digest = applied.Digest;
        hasState = true;
        if (phase != Phase.Following)
        {
            return;
        }

        StepTimes times = applied.Times with { Wait = lastWait };
        effects.Add(new WorkerEffect.Send(new StepApplied(term, step, digest, times)));
        BeginStep(effects);
    }

    /// <summary>What came early is taken first: a round that is closed already needs nothing of this worker.</summary>
    private void BeginStep(List<WorkerEffect> effects)
    {
        parts!.Begin();
        lastAnswered = now;
        if (nextPlan is not null && nextPlan.From <= step)
        {
            plan = nextPlan;
            nextPlan = null;
        }

        hasComputed = plan is not null && ahead == (step, plan.Version);
        ahead = null;

        IReadOnlyCollection<Message> early = inbox.Take(step);
        foreach (Message message in early)
        {
            Take(message, effects);
        }

        MaybeApply(effects);
        MaybeCompute(effects);
    }

    private void MaybeCompute(List<WorkerEffect> effects)
    {
        if (phase != Phase.Following || isApplying || hasComputed || plan is null || step >= plan.Until
            || parts!.Closed is not null)
        {
            return;
        }

        if (ShardsOf(plan) is { } subtrees)
        {
            hasComputed = true;
            effects.Add(new WorkerEffect.Compute(term, step, plan.Version, subtrees));
        }
    }

    private IReadOnlyList<TreeNode>? ShardsOf(PlanAnnounced announced) =>
        announced.Assignments.FirstOrDefault(assignment => assignment.Node == options.Self.Node)?.Subtrees;
}
