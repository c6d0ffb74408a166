using System.Diagnostics;
using System.Globalization;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Members;

namespace RnnCluster.Training.Coordinating;

/// <content>What operators ask for, and the end of the run.</content>
public sealed partial class CoordinatorMachine
{
    private void OnCommanded(OperatorCommand command, long number, List<CoordinatorEffect> effects)
    {
        CommandReply? reply = command switch
        {
            StopRun stop when ending.IsFinishing => OnStopAtBound(stop.Reason, effects),
            _ when ending.IsOver => new CommandReply(false, "the run is ending"),
            PauseRun => OnPause(effects),
            ResumeRun => OnResume(effects),
            CheckpointNow => OnCheckpointNow(effects),
            StopRun stop => OnStop(stop.Reason, effects),
            DrainWorker drain => OnDrain(drain.Node, effects),
            SetLearningRate set => OnSetLearningRate(set, number, effects),
            _ => throw new UnreachableException(),
        };
        if (reply is not null)
        {
            effects.Add(new CoordinatorEffect.Reply(reply, number));
        }
    }

    private CommandReply OnPause(List<CoordinatorEffect> effects)
    {
        SetPaused(true, effects);
        return new CommandReply(true, $"no step begins after step {Step}");
    }

    private CommandReply OnResume(List<CoordinatorEffect> effects)
    {
        SetPaused(false, effects);
        MaybeBegin(effects);
        return new CommandReply(true, $"goes on with step {Step}");
    }

    private void SetPaused(bool value, List<CoordinatorEffect> effects)
    {
        if (isPaused != value)
        {
            isPaused = value;
            effects.Add(new CoordinatorEffect.Publish(new RunPaused(value)));
        }
    }

    private CommandReply OnCheckpointNow(List<CoordinatorEffect> effects)
    {
        effects.Add(new CoordinatorEffect.SaveCheckpoint(amendments.Count));
        return new CommandReply(true, "a checkpoint is being written");
    }

    /// <summary>The open round is given up: its step was not made, and a resume makes it to the same bits.</summary>
    private CommandReply OnStop(string reason, List<CoordinatorEffect> effects)
    {
        ending.BecomeStopping(reason);
        BecomeOver(reason, effects);
        return new CommandReply(true, "the run stops");
    }

    /// <summary>
    /// The bound is reached and the last checkpoint asked for, which may wait for a validation that the run owed: it is
    /// owed again.
    /// </summary>
    private CommandReply OnStopAtBound(string reason, List<CoordinatorEffect> effects)
    {
        ending.BecomeStopping(reason);
        effects.Add(new CoordinatorEffect.Finish(amendments.Count) { IsStop = true });
        return new CommandReply(true, "the run stops");
    }

    private CommandReply OnDrain(NodeId node, List<CoordinatorEffect> effects)
    {
        if (members.Find(node) is not { IsLocal: false } member)
        {
            return new CommandReply(false, $"there is no worker {node} that could be drained");
        }

        OnLeave(member, "drained by an operator", effects);
        return new CommandReply(true, $"{node} gets no more shards");
    }

    /// <summary>An acknowledged amendment outlives everybody: the answer waits until it is on the disk.</summary>
    private CommandReply? OnSetLearningRate(SetLearningRate set, long number, List<CoordinatorEffect> effects)
    {
        if (amendments.Append(set, number, Term, Step, out CommandReply? refusal) is { } amendment)
        {
            Broadcast(amendment, effects);
            effects.Add(new CoordinatorEffect.SaveCheckpoint(amendments.Count));
        }

        return refusal;
    }

    private void OnFilesChanged(CoordinatorInput.FilesChanged files, List<CoordinatorEffect> effects)
    {
        amendments.IsDiskBehind = files.IsBehind;
        isOutOfRoom = files.IsOutOfRoom;
        MaybeBegin(effects);
    }

    private void Acknowledge(int saved, List<CoordinatorEffect> effects)
    {
        while (amendments.TryAcknowledge(saved, out (long Command, AmendmentAppended Amendment) next))
        {
            (_, int index, Step from, double rate) = next.Amendment;
            effects.Add(new CoordinatorEffect.Publish(new AmendmentAccepted(index, from, rate)));
            effects.Add(new CoordinatorEffect.Reply(
                new CommandReply(
                    true, string.Create(CultureInfo.InvariantCulture, $"the rate is {rate} from step {from} on")),
                next.Command));
        }
    }

    private void OnFailed(string reason, List<CoordinatorEffect> effects)
    {
        if (ending.Farewell is not null)
        {
            return;
        }

        GiveBack();
        while (amendments.TryGiveUp(out long command))
        {
            effects.Add(new CoordinatorEffect.Reply(new CommandReply(false, reason), command));
        }

        Farewell(ending.BecomeFailed(digests.Newest, reason), effects);
        effects.Add(new CoordinatorEffect.Exit(IsComplete: false, reason));
    }

    /// <summary>At the bound the local replica makes the last update first; then comes the last checkpoint.</summary>
    private void MaybeFinish(List<CoordinatorEffect> effects)
    {
        if (!ending.IsOver && digests.Newest >= options.Until)
        {
            BecomeOver("the run's bound was reached", effects);
        }
    }

    private void BecomeOver(string reason, List<CoordinatorEffect> effects)
    {
        ending.BecomeOver(reason);
        GiveBack();
        effects.Add(new CoordinatorEffect.Finish(amendments.Count) { IsStop = ending.IsStopping });
    }

    private void OnFinished(CoordinatorInput.Finished finished, List<CoordinatorEffect> effects)
    {
        if (ending.Farewell is not null)
        {
            // The checkpoint was asked for before the failure.
            return;
        }

        Acknowledge(amendments.Count, effects);
        bool isComplete = finished.Step >= options.Until && !finished.Owes;
        if (isComplete)
        {
            MaybeLinger(effects);
        }

        Farewell(ending.BecomeEnded(finished.Step, finished.StateHash, isComplete), effects);
        effects.Add(new CoordinatorEffect.Exit(isComplete, Failure: null));
    }

    /// <summary>
    /// Who fell silent a moment ago may come back after the run's end and know nothing of it. A stopped run is not
    /// lingered for: whoever resumes it is found by the same dialling.
    /// </summary>
    private void MaybeLinger(List<CoordinatorEffect> effects)
    {
        lingersSince = now - options.Linger;
        if (options.Linger > TimeSpan.Zero && members.MissingSince(lingersSince) is { Count: > 0 } missing)
        {
            string names = string.Join(", ", missing.Select(node => node.Name));
            effects.Add(new CoordinatorEffect.Publish(new RunWarned(
                $"the run is over and {names} cannot be told so: waited for, at most {Seconds(options.Linger)}")));
        }
    }

    private void Farewell(RunEnded ended, List<CoordinatorEffect> effects)
    {
        foreach (Member member in members.All)
        {
            effects.Add(new CoordinatorEffect.Send(member.Node, ended));
        }

        effects.Add(new CoordinatorEffect.Publish(
            new RunStopped(ended.Step, ended.StateHash, ended.IsComplete, ended.Reason)));
    }

    /// <summary>Releases what it holds; nobody asks it anything after that, or the run is over.</summary>
    public void GiveBack()
    {
        foreach ((_, Protocol.Message message) in unjudged)
        {
            ((IReleasable)message).Release();
        }

        unjudged.Clear();
        round.Slices.Begin();
        round.Parts.Begin();
    }
}
