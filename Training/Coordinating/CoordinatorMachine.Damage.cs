using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Training.Members;

namespace RnnCluster.Training.Coordinating;

/// <content>
/// What comes damaged. Nothing is sent again: an answer that does not fit its checksum is no answer, and its shards are
/// computed again, by another worker if there is one.
/// </content>
public sealed partial class CoordinatorMachine
{
    /// <summary>
    /// A damaged sum leaves its subtree unanswered. That shows when the subtree's report comes, which is the worker's
    /// last word on it; a damaged report is that last word itself.
    /// </summary>
    private void OnDamaged(CoordinatorInput.AnswerDamaged damaged, List<CoordinatorEffect> effects)
    {
        if (ending.IsOver || members.Find(damaged.From) is not { IsLocal: false } member)
        {
            return;
        }

        member.LastHeard = now;
        CountDamage(member.Node, damaged.Step, damaged.Part, effects);
        if (damaged.Step != Step)
        {
            return;
        }

        round.OnDamaged();
        if (damaged.Part == DamagedPart.ShardReport && round.OnReported(member.Node, damaged.Subtree))
        {
            MaybeRedo(member, isOwed: true, damaged.Subtree, effects);
            MaybeLetGo(member, effects);
        }
    }

    /// <summary>A worker has had its last word on a subtree, and something of it is missing.</summary>
    private void MaybeRedo(Member member, bool isOwed, TreeNode subtree, List<CoordinatorEffect> effects)
    {
        if (!round.HasDamage || !isOwed || ending.IsOver || ending.IsStopping || round.IsAnswered(subtree))
        {
            return;
        }

        // The answers that were whole count; what is missing is computed by whoever is there. A worker that is the only
        // one tries again, but not for ever.
        int inVain = round.OnInVain(member.Node);
        if (inVain >= options.InVainMax)
        {
            Expel(member, $"its answers in step {Step} came damaged {inVain} times", effects);
            return;
        }

        MaybeReassign(member.Node, effects);
    }

    private void CountDamage(NodeId node, Step step, DamagedPart part, List<CoordinatorEffect> effects)
    {
        long count = damages.Add(node, now, out long unnamed);
        effects.Add(new CoordinatorEffect.Publish(new DamageDetected(node, step, part, count)));
        if (unnamed > 0)
        {
            effects.Add(new CoordinatorEffect.Publish(new RunWarned(
                $"{unnamed} messages between {node} and the coordinator came damaged ({count} in all): a cable, a "
                + "network card or memory between the two fails; no bit of the run is lost, but time")));
        }
    }
}
