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
            StopRun stop when isOver && !isStopping && farewell is null => OnStopAtBound(stop.Reason, effects),
            _ when isOver || isStopping => new CommandReply(false, "the run is ending"),
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
        effects.Add(new CoordinatorEffect.SaveCheckpoint(Amendments));
        return new CommandReply(true, "a checkpoint is being written");
    }

    /// <summary>The open round is given up: its step was not made, and a resume makes it to the same bits.</summary>
    private CommandReply OnStop(string reason, List<CoordinatorEffect> effects)
    {
        isStopping = true;
        BecomeOver(reason, effects);
        return new CommandReply(true, "the run stops");
    }

    /// <summary>
    /// The bound is reached and the last checkpoint asked for, which may wait for a validation that the run owed: it is
    /// owed again.
    /// </summary>
    private CommandReply OnStopAtBound(string reason, List<CoordinatorEffect> effects)
    {
        isStopping = true;
        stopReason = reason;
        effects.Add(new CoordinatorEffect.Finish(Amendments) { IsStop = true });
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
        // The step being computed may be applied anywhere at any moment, and the next begin: two further on nobody is.
        Step earliest = amendedFrom > Step.Next.Next ? amendedFrom : Step.Next.Next;
        Step from = set.From ?? earliest;
        if (from < earliest)
        {
            return new CommandReply(false, $"the rate can change from step {earliest} on, not from step {from}");
        }

        if (!double.IsFinite(set.Rate) || set.Rate <= 0)
        {
            return new CommandReply(false, "a learning rate is a number above 0");
        }

        if (isBehind)
        {
            return new CommandReply(
                false,
                "the disk of the run's output takes nothing at present, and an amendment counts from the moment it is "
                + "written; make room, then ask again");
        }

        var amendment = new AmendmentAppended(Term, Amendments, from, set.Rate);
        appended.Add(amendment);
        amendedFrom = from;
        Broadcast(amendment, effects);
        unacknowledged.Enqueue((number, amendment));
        effects.Add(new CoordinatorEffect.SaveCheckpoint(Amendments));
        return null;
    }

    private void OnFilesChanged(CoordinatorInput.FilesChanged files, List<CoordinatorEffect> effects)
    {
        isBehind = files.IsBehind;
        isOutOfRoom = files.IsOutOfRoom;
        MaybeBegin(effects);
    }

    private void Acknowledge(int saved, List<CoordinatorEffect> effects)
    {
        while (unacknowledged.TryPeek(out (long Command, AmendmentAppended Amendment) next)
            && next.Amendment.Index < saved)
        {
            _ = unacknowledged.Dequeue();
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
        if (farewell is not null)
        {
            return;
        }

        isOver = true;
        GiveBack();
        while (unacknowledged.TryDequeue(out (long Command, AmendmentAppended Amendment) lost))
        {
            effects.Add(new CoordinatorEffect.Reply(new CommandReply(false, reason), lost.Command));
        }

        Farewell(new RunEnded(digests.Newest, string.Empty, IsComplete: false, reason), effects);
        effects.Add(new CoordinatorEffect.Publish(
            new RunStopped(digests.Newest, string.Empty, IsComplete: false, reason)));
        effects.Add(new CoordinatorEffect.Exit(IsComplete: false, reason));
    }

    /// <summary>At the bound the local replica makes the last update first; then comes the last checkpoint.</summary>
    private void MaybeFinish(List<CoordinatorEffect> effects)
    {
        if (!isOver && digests.Newest >= options.Until)
        {
            BecomeOver("the run's bound was reached", effects);
        }
    }

    private void BecomeOver(string reason, List<CoordinatorEffect> effects)
    {
        isOver = true;
        endReason = reason;
        GiveBack();
        effects.Add(new CoordinatorEffect.Finish(Amendments) { IsStop = isStopping });
    }

    private void OnFinished(CoordinatorInput.Finished finished, List<CoordinatorEffect> effects)
    {
        if (farewell is not null)
        {
            // The checkpoint was asked for before the failure.
            return;
        }

        Acknowledge(Amendments, effects);
        bool isComplete = finished.Step >= options.Until && !finished.Owes;
        if (isComplete)
        {
            MaybeLinger(effects);
        }
        else
        {
            endReason = stopReason ?? endReason;
        }

        Farewell(new RunEnded(finished.Step, finished.StateHash, isComplete, endReason), effects);
        effects.Add(new CoordinatorEffect.Publish(
            new RunStopped(finished.Step, finished.StateHash, isComplete, endReason)));
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
        farewell = ended;
        foreach (Member member in members.All)
        {
            effects.Add(new CoordinatorEffect.Send(member.Node, ended));
        }
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
    }
}
