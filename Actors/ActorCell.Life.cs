using RnnCluster.Actors.Mailboxes;
using RnnCluster.Actors.Supervision;
using RnnCluster.Shared;

namespace RnnCluster.Actors;

/// <content>
/// The life of an actor. A failure suspends the mailbox and asks the parent, whose directive comes back as a system
/// message; whatever arrives after a stop has begun finds the state changed and does nothing.
/// </content>
internal sealed partial class ActorCell
{
    /// <summary>In the order of their spawning.</summary>
    private readonly OrderedDictionary<ActorRef, ChildRecord> children = [];

    /// <summary>Written in the actor's turns alone; others read it for statistics.</summary>
    private volatile ActorState state;

    private volatile int restarts;
    private volatile string? lastFailure;
    private Exception? failure;
    private object? failedMessage;
    private bool isStarted;

    /// <summary>Makes a child of this one, which its first system message starts.</summary>
    /// <exception cref="ArgumentException">The name is no name or taken.</exception>
    public ActorCell CreateChild(Props props, string? name)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is null)
        {
            name = $"${Interlocked.Increment(ref childrenNamed)}";
        }
        else
        {
            ActorNames.EnsureName(name);
        }

        var child = new ActorCell(System, props, $"{Self.Path}/{name}", this);
        System.Register(child.Self);
        return child;
    }

    /// <summary>
    /// As if the process had died: no further turn, no last words, nobody is told. What waits is released, so that a
    /// simulated cluster can count its loans.
    /// </summary>
    public void Crash()
    {
        state = ActorState.Terminated;
        runner.Detach();
        Timers.CancelAll();
        foreach (ChildRecord child in children.Values)
        {
            child.Close();
        }

        foreach (Envelope envelope in mailbox.Close().Envelopes.Concat(stash))
        {
            (envelope.Message as IReleasable)?.Release();
        }

        stash.Clear();
    }

    private void OnStart()
    {
        BecomeRunning();
        CreateActor(cause: null);
    }

    private void CreateActor(Exception? cause)
    {
        isStarted = false;
        behavior = null;
        try
        {
            actor = props.Factory();
            typeName = actor.GetType().Name;
            actor.Bind(this);
            if (cause is null)
            {
                actor.PreStart();
            }
            else
            {
                actor.PostRestart(cause);
            }

            isStarted = true;
        }
        catch (Exception exception)
        {
            BecomeFailed(exception, message: null);
        }
    }

    private void BecomeFailed(Exception cause, object? message)
    {
        if (state is not ActorState.Running)
        {
            // It waits for a directive already, or is ending.
            return;
        }

        state = ActorState.Failed;
        lastFailure = cause.Message;
        failure = cause;
        failedMessage = message;
        mailbox.Suspend(true);
        if (parent is null)
        {
            // The guardian: nobody is left to decide.
            BecomeStopping();
        }
        else
        {
            parent.Send(new SystemMessage.Failed(this, cause));
        }
    }

    private void OnChildFailed(ActorCell cell, Exception cause)
    {
        if (!children.TryGetValue(cell.Self, out ChildRecord? child) || child.IsStopping)
        {
            return;
        }

        SupervisorStrategy strategy = actor?.SupervisorStrategy ?? SupervisorStrategy.Default;
        TimeSpan delay = TimeSpan.Zero;
        Directive directive = Decide(strategy, ref cause);
        if (directive == Directive.Restart && !child.TryCountRestart(strategy, System.Time, out delay))
        {
            directive = Directive.Stop;
        }

        System.Report(new ActorFailure(cell.Self.Path, cause, directive));
        switch (directive)
        {
            case Directive.Resume:
                cell.Send(new SystemMessage.Resume());
                break;
            case Directive.Restart when delay > TimeSpan.Zero:
                child.Pause(System.Time, delay, () => cell.Send(new SystemMessage.Restart()));
                break;
            case Directive.Restart:
                cell.Send(new SystemMessage.Restart());
                break;
            case Directive.Escalate:
                child.IsEscalated = true;
                BecomeFailed(cause, message: null);
                break;
            default:
                Stop(cell.Self);
                break;
        }
    }

    private static Directive Decide(SupervisorStrategy strategy, ref Exception cause)
    {
        try
        {
            return strategy.Decider(cause);
        }
        catch (Exception exception)
        {
            cause = exception;
            return Directive.Escalate;
        }
    }

    private void OnResume()
    {
        if (state is not ActorState.Failed)
        {
            return;
        }

        if (!isStarted)
        {
            // There is nothing to go on with.
            OnRestart();
            return;
        }

        BecomeRunning();
        ForEachEscalated(child => child.Send(new SystemMessage.Resume()));
    }

    private void OnRestart()
    {
        if (state is not ActorState.Failed)
        {
            return;
        }

        state = ActorState.Restarting;
        Guard(() => actor?.PreRestart(failure!, failedMessage), Directive.Restart);
        actor = null;
        Timers.CancelAll();
        UnstashAll();
        MaybeFinishRestart();
    }

    private void MaybeFinishRestart()
    {
        if (children.Values.Any(child => child.IsStopping))
        {
            return;
        }

        Exception cause = failure!;
        restarts++;
        BecomeRunning();
        CreateActor(cause);
        ForEachEscalated(child => child.Send(new SystemMessage.Restart()));
    }

    private void BecomeRunning()
    {
        state = ActorState.Running;
        failure = null;
        failedMessage = null;
        mailbox.Suspend(false);
    }

    private void ForEachEscalated(Action<ActorCell> action)
    {
        foreach (ChildRecord child in children.Values.Where(child => child.IsEscalated))
        {
            child.IsEscalated = false;
            action(child.Cell);
        }
    }

    private void OnAdopt(ActorCell child)
    {
        children.Add(child.Self, new ChildRecord(child));
        if (state is ActorState.Stopping)
        {
            Stop(child.Self);
        }
    }

    private void BecomeStopping()
    {
        if (state is ActorState.Stopping)
        {
            return;
        }

        state = ActorState.Stopping;
        mailbox.Suspend(true);
        foreach (ActorRef child in Children)
        {
            Stop(child);
        }

        MaybeFinishStop();
    }

    private void OnChildTerminated(ActorCell cell)
    {
        if (children.Remove(cell.Self, out ChildRecord? child))
        {
            child.Close();
        }

        if (state is ActorState.Restarting)
        {
            MaybeFinishRestart();
        }
        else if (state is ActorState.Stopping)
        {
            MaybeFinishStop();
        }
    }

    private void MaybeFinishStop()
    {
        if (children.Count > 0)
        {
            return;
        }

        Guard(() => actor?.PostStop(), Directive.Stop);
        Timers.CancelAll();
        BecomeTerminated();
    }

    /// <summary>The name is free before anybody hears of the end, the parent knows before those who watch.</summary>
    private void BecomeTerminated()
    {
        state = ActorState.Terminated;
        actor = null;
        (List<SystemMessage> systemMessages, List<Envelope> envelopes) = mailbox.Close();
        System.Unregister(Self);
        System.EventStream.Unsubscribe(Self);
        foreach (Envelope envelope in stash.Concat(envelopes))
        {
            Bury(envelope);
        }

        stash.Clear();
        watching.ForEach(other => other.RemoveWatcher(Self));
        parent?.Send(new SystemMessage.ChildTerminated(this));
        watchers.ForEach(watcher => watcher.Tell(new Terminated(Self), Self));
        systemMessages.ForEach(OnSentTooLate);
        runner.Detach();
        System.OnTerminated(this);
    }

    /// <summary>What a system message means to an actor that has ended. On any thread.</summary>
    private void OnSentTooLate(SystemMessage message)
    {
        if (message is SystemMessage.AddWatcher(ActorRef watcher))
        {
            watcher.Tell(new Terminated(Self), Self);
        }
        else if (message is SystemMessage.Adopt(ActorCell child))
        {
            child.Send(new SystemMessage.Stop());
        }
    }

    /// <summary>Nobody handles this any more. Timers and the ends of others are nobody's loss.</summary>
    private void Bury(in Envelope envelope)
    {
        if (envelope.Message is not (TimerEntry or Terminated))
        {
            System.Bury(envelope.Message, envelope.Sender, Self, DeadLetterReason.NoReceiver);
        }
    }

    /// <summary>Last words: whatever goes wrong in them is reported and changes nothing.</summary>
    private void Guard(Action lastWords, Directive directive)
    {
        try
        {
            lastWords();
        }
        catch (Exception exception)
        {
            lastFailure = exception.Message;
            System.Report(new ActorFailure(Self.Path, exception, directive));
        }
    }
}
