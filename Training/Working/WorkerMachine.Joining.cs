using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Working;

/// <content>From the first connection to a replica that follows.</content>
public sealed partial class WorkerMachine
{
    /// <summary>Connections that end one after the other before the coordinator takes this worker in.</summary>
    private const int UntoldMax = 100;

    private void OnHosted(WorkerInput.Hosted hosted)
    {
        Ensure.That(options.IsLocal);
        run = hosted.Run;
        term = hosted.Term;
        parts = new StepParts(hosted.Slices, hosted.Shards);
        step = hosted.Step;
        digest = hosted.Digest;
        amendments = hosted.Amendments;
        hasState = true;
        phase = Phase.Following;
    }

    private void OnConnected(List<WorkerEffect> effects)
    {
        if (phase == Phase.Over)
        {
            return;
        }

        lastHeard = now;
        Join(effects);
    }

    private void Join(List<WorkerEffect> effects)
    {
        phase = Phase.Joining;
        effects.Add(new WorkerEffect.Send(options.Self with
        {
            Run = run,
            At = hasState ? step : Step.Zero,
            Digest = hasState ? digest : UInt128.Zero,
        }));
    }

    private void OnDisconnected(bool isDamaged, List<WorkerEffect> effects)
    {
        if (phase == Phase.Over)
        {
            return;
        }

        if (isDamaged && untold.Count < UntoldMax)
        {
            untold.Enqueue(new DamageFound(step, DamagedPart.Head));
        }

        if (leaving is not null)
        {
            BecomeOver(WorkerExit.Done, leaving, effects);
            return;
        }

        phase = Phase.Away;
        lostAt = now;
        ForgetPlans();
    }

    private void OnAccepted(JoinAccepted accepted, List<WorkerEffect> effects)
    {
        while (untold.TryDequeue(out DamageFound? found))
        {
            effects.Add(new WorkerEffect.Send(found));
        }

        if (term != accepted.Term)
        {
            // Another coordinator: it may have gone on from an earlier state than this worker has.
            term = accepted.Term;
            hasState = false;
            loading = null;
        }

        if (run is { } held && held != accepted.Run)
        {
            BecomeOver(
                WorkerExit.Refused,
                $"the coordinator trains run {accepted.Run} now; this worker holds run {held}: start it anew",
                effects);
            return;
        }

        if (accepted.Seed.Length > 0)
        {
            effects.Add(new WorkerEffect.JoinCluster(accepted.Seed, accepted.SeedUid));
        }

        if (parts is null)
        {
            // Again after a connection that was lost meanwhile: what was under way is.
            run = accepted.Run;
            effects.Add(new WorkerEffect.PrepareRun(accepted));
        }
        else
        {
            BecomeSyncing(effects);
        }
    }

    private void OnPrepared(WorkerInput.RunPrepared prepared, List<WorkerEffect> effects)
    {
        if (parts is not null)
        {
            return;
        }

        parts = new StepParts(prepared.Slices, prepared.Shards);
        if (phase == Phase.Joining)
        {
            BecomeSyncing(effects);
        }
    }

    /// <summary>Asks for a state: at first, and whenever the thread is lost.</summary>
    private void BecomeSyncing(List<WorkerEffect> effects)
    {
        if (phase is Phase.Away or Phase.Over)
        {
            return;
        }

        // The plan comes again with the state; what is known of it may hold no more.
        phase = Phase.Syncing;
        inbox.Clear();
        plan = null;
        nextPlan = null;
        effects.Add(new WorkerEffect.Send(new SnapshotRequest(term)));
    }

    private void OnSnapshotChunk(SnapshotChunk chunk, List<WorkerEffect> effects)
    {
        // While following, too: the answer to a second request may come when the first one's state is loaded. A state
        // of the step that it follows from would take away the parts of that step, which come only once.
        bool isOld = phase == Phase.Following ? chunk.Step <= step : hasState && chunk.Step < step;
        if (chunk.Term != term || phase is not (Phase.Syncing or Phase.Following) || isOld || chunk.Step <= loading)
        {
            chunk.Release();
            return;
        }

        effects.Add(new WorkerEffect.StoreSnapshot(chunk));
        if (chunk.Offset + chunk.Payload.Length >= chunk.Total)
        {
            // What is asked of the replica from here on would meet another state than was meant.
            loading = chunk.Step;
            loads++;
            phase = Phase.Syncing;
        }
    }

    private void OnSnapshotLoaded(WorkerInput.SnapshotLoaded loaded, List<WorkerEffect> effects)
    {
        loads = Math.Max(0, loads - 1);
        hasState = true;
        step = loaded.Step;
        digest = loaded.Digest;
        amendments = loaded.Amendments;
        if (loads > 0)
        {
            return;
        }

        loading = null;
        if (phase != Phase.Syncing)
        {
            return;
        }

        phase = Phase.Following;
        isApplying = false;
        ahead = null;
        effects.Add(new WorkerEffect.Send(new ReplicaReady(term, step, digest)));
        TakeAmendments(effects);
        BeginStep(effects);
    }

    private void OnSnapshotRefused(List<WorkerEffect> effects)
    {
        loads = Math.Max(0, loads - 1);
        if (loads > 0)
        {
            return;
        }

        loading = null;
        if (phase is Phase.Syncing or Phase.Following)
        {
            BecomeSyncing(effects);
        }
    }

    /// <summary>
    /// A part of the step that came damaged is a lost part: a newer state takes its place. What belongs to data or a
    /// state is asked for again by whoever puts it together.
    /// </summary>
    private void OnDamaged(WorkerInput.PartDamaged damaged, List<WorkerEffect> effects)
    {
        if (phase is Phase.Away or Phase.Over)
        {
            return;
        }

        effects.Add(new WorkerEffect.Send(new DamageFound(damaged.Step, damaged.Part)));
        bool isOfStep = damaged.Part is DamagedPart.SliceAverage or DamagedPart.CarriedState;
        if (isOfStep && phase == Phase.Following && damaged.Step == step)
        {
            BecomeSyncing(effects);
        }
    }

    private void OnExpelled(string reason, List<WorkerEffect> effects)
    {
        if (leaving is not null)
        {
            BecomeOver(WorkerExit.Done, leaving, effects);
            return;
        }

        expulsions++;
        if (expulsions >= options.ExpulsionsMax)
        {
            BecomeOver(WorkerExit.Failed, $"taken out {expulsions} times: {reason}", effects);
            return;
        }

        hasState = false;
        ForgetPlans();
        Join(effects);
    }

    private void ForgetPlans()
    {
        inbox.Clear();
        earlyAmendments.Clear();
        plan = null;
        nextPlan = null;
    }
}
