using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using RnnCluster.Actors.Dispatchers;
using RnnCluster.Actors.Mailboxes;
using RnnCluster.Actors.Supervision;
using RnnCluster.Shared;

namespace RnnCluster.Actors;

/// <summary>
/// What holds an actor: its mailbox, its turns and its life. The actor object may be exchanged by a restart; the cell
/// and its address stay. This file has the turns and what an actor may ask for; <c>ActorCell.Life.cs</c> has starting,
/// failing, supervising, stopping.
/// </summary>
internal sealed partial class ActorCell : IActorContext
{
    private const double MedianShare = 0.5;
    private const double TailShare = 0.99;

    private readonly Mailbox mailbox;
    private readonly TurnRunner runner;
    private readonly Props props;
    private readonly ActorCell? parent;
    private readonly List<ActorRef> watchers = [];
    private readonly List<ActorRef> watching = [];
    private readonly Queue<Envelope> stash = [];
    private readonly TurnTimes times = new();
    private readonly double ticksPerTimestamp;
    private readonly string dispatcherKind;
    private Actor? actor;
    private Action<object>? behavior;
    private Envelope current;
    private long processed;
    private int childrenNamed;

    /// <summary>Written in the actor's turns alone; others read it for statistics.</summary>
    private volatile string typeName = string.Empty;

    public ActorCell(ActorSystem system, Props props, string path, ActorCell? parent)
    {
        System = system;
        this.props = props;
        this.parent = parent;
        Self = new LocalActorRef(path, this);
        Timers = new Timers(this);
        mailbox = new Mailbox(props.MailboxCapacity ?? system.Options.MailboxCapacity);
        Dispatcher dispatcher = system.DispatcherOf(props);
        dispatcherKind = dispatcher.Kind;
        ticksPerTimestamp = (double)TimeSpan.TicksPerSecond / system.Time.TimestampFrequency;
        runner = dispatcher.Attach(this);
    }

    public ActorSystem System { get; }

    public ActorRef Self { get; }

    public Timers Timers { get; }

    public ActorRef Sender => current.Sender ?? System.DeadLetters;

    public ActorRef Parent => parent?.Self ?? System.DeadLetters;

    public IReadOnlyList<ActorRef> Children => [.. children.Values.Select(child => child.Cell.Self)];

    public ActorStatistics Statistics => new(
        Self.Path,
        typeName,
        dispatcherKind,
        state,
        mailbox.Depth,
        mailbox.Capacity,
        Volatile.Read(ref processed),
        times.Percentile(MedianShare),
        times.Percentile(TailShare),
        times.Max,
        restarts,
        lastFailure);

    /// <summary>Adds a user message, a timer that is due or a <see cref="Terminated"/>. On any thread.</summary>
    public void Post(object message, ActorRef? sender, bool isExempt)
    {
        switch (mailbox.Post(new Envelope(message, sender), isExempt))
        {
            case PostResult.AcceptedAndReady:
                runner.Schedule();
                break;
            case PostResult.Full:
                System.Bury(message, sender, Self, DeadLetterReason.MailboxFull);
                break;
            case PostResult.Closed:
                Bury(new Envelope(message, sender));
                break;
            default:
                break;
        }
    }

    /// <summary>Adds a system message. On any thread.</summary>
    /// <returns>False if the actor has ended.</returns>
    public bool Send(SystemMessage message)
    {
        PostResult result = mailbox.Post(message);
        if (result == PostResult.AcceptedAndReady)
        {
            runner.Schedule();
        }
        else if (result == PostResult.Closed)
        {
            OnSentTooLate(message);
        }

        return result != PostResult.Closed;
    }

    /// <summary>Has a turn: handles what waits, system messages first.</summary>
    /// <param name="messagesMax">When to let others go on.</param>
    public void Run(int messagesMax)
    {
        for (int count = 0; count < messagesMax; count++)
        {
            if (!mailbox.TryTake(out SystemMessage? system, out Envelope envelope))
            {
                break;
            }

            if (system is not null)
            {
                OnSystemMessage(system);
            }
            else if (IsDue(envelope, out object? message))
            {
                OnMessage(message, envelope.Sender);
            }
        }

        if (mailbox.EndTurn())
        {
            runner.Schedule();
        }
    }

    /// <summary>Takes and holds the next message, if that and no system message is next.</summary>
    public bool TryHold([NotNullWhen(true)] out object? message)
    {
        bool isHeld = mailbox.TryHold(out message);
        message = message is TimerEntry timer ? timer.Message : message;
        return isHeld;
    }

    public ActorRef Spawn(Props props, string? name = null)
    {
        ActorCell child = CreateChild(props, name);
        children.Add(child.Self, new ChildRecord(child));
        child.Send(new SystemMessage.Start());
        return child.Self;
    }

    public void Stop(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor == Self)
        {
            Send(new SystemMessage.Stop());
        }
        else if (children.TryGetValue(actor, out ChildRecord? child))
        {
            child.IsStopping = true;
            child.Cell.Send(new SystemMessage.Stop());
        }
    }

    public void Watch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Ensure.That(actor != Self);
        if (!watching.Contains(actor))
        {
            watching.Add(actor);
            actor.AddWatcher(Self);
        }
    }

    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (watching.Remove(actor))
        {
            actor.RemoveWatcher(Self);
        }
    }

    public void Ask(ActorRef target, object question, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(question);
        target.Tell(question, System.CreateAsk(
            timeout,
            (answer, sender) => Self.Tell(answer, sender),
            () => Post(new AskTimedOut(target, question, timeout), target, isExempt: true)));
    }

    public void Become(Action<object>? behavior) => this.behavior = behavior;

    public void Stash()
    {
        Ensure.That(current.Message is not null);
        if (stash.Count < actor!.StashCapacity)
        {
            stash.Enqueue(current with { WasStashed = true });
        }
        else
        {
            System.Bury(current.Message, current.Sender, Self, DeadLetterReason.StashFull);
        }
    }

    public void UnstashAll()
    {
        mailbox.Unstash(stash);
        stash.Clear();
    }

    /// <summary>Whether an envelope still means something, and what.</summary>
    private bool IsDue(in Envelope envelope, [NotNullWhen(true)] out object? message)
    {
        message = envelope.Message;
        if (envelope.WasStashed)
        {
            return true;
        }

        switch (message)
        {
            case TimerEntry timer:
                message = timer.Message;
                return timer.TryTake();
            case Terminated terminated:
                return watching.Remove(terminated.Actor);
            default:
                return true;
        }
    }

    private void OnMessage(object message, ActorRef? sender)
    {
        Volatile.Write(ref processed, processed + 1);
        current = new Envelope(message, sender);
        long start = System.Time.GetTimestamp();
        try
        {
            if (behavior is null)
            {
                actor!.OnReceive(message);
            }
            else
            {
                behavior(message);
            }
        }
        catch (Exception cause)
        {
            BecomeFailed(cause, message);
        }
        finally
        {
            times.Add((long)((System.Time.GetTimestamp() - start) * ticksPerTimestamp));
            current = default;
        }
    }

    private void OnSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case SystemMessage.Start:
                OnStart();
                break;
            case SystemMessage.Stop:
                BecomeStopping();
                break;
            case SystemMessage.Resume:
                OnResume();
                break;
            case SystemMessage.Restart:
                OnRestart();
                break;
            case SystemMessage.Adopt(ActorCell child):
                OnAdopt(child);
                break;
            case SystemMessage.Failed(ActorCell child, Exception cause):
                OnChildFailed(child, cause);
                break;
            case SystemMessage.ChildTerminated(ActorCell child):
                OnChildTerminated(child);
                break;
            case SystemMessage.AddWatcher(ActorRef watcher) when !watchers.Contains(watcher):
                watchers.Add(watcher);
                break;
            case SystemMessage.AddWatcher:
                break;
            case SystemMessage.RemoveWatcher(ActorRef watcher):
                watchers.Remove(watcher);
                break;
            default:
                throw new UnreachableException();
        }
    }
}
