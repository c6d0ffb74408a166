using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.Runs;
using RnnCluster.Dashboard.Watchers;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;

namespace RnnCluster.Dashboard;

/// <summary>
/// The shell around a <see cref="DashboardModel"/>: four times a second it takes the events that have gathered, tells
/// whoever watches what is new, and now and then has the history written, on another thread. A fault of its own never
/// ends the run: it is told as a warning, and the next tick goes on.
/// </summary>
internal sealed class DashboardActor(
    DashboardModel model,
    StreamInbox<RunEvent, TimedEvent> inbox,
    IStorage storage,
    DashboardClock clock,
    WarningDesk warnings)
    : MeasuredActor, IWithTimers
{
    /// <summary>Four times a second: more often nobody sees.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The fastest run known makes 2,000 steps a second; with 16 workers that is 34,000 events, 8,500 in a quarter of
    /// a second. Twice that; what comes above it is counted and left out. 0.6 MB of entries if it ever fills.
    /// </summary>
    public const int EventsMax = 16_384;

    /// <summary>The actor is woken before its timer when this many events wait.</summary>
    public const int WakeAt = EventsMax / 4;

    /// <summary>While nothing happens, whoever watches still sees ages and times grow.</summary>
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(1);

    /// <summary>A kill costs at most so many events and durations; losses come from metrics.jsonl.</summary>
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);

    /// <summary>Checkpoints that come faster do not make the history be written faster.</summary>
    private static readonly TimeSpan SaveIntervalMin = TimeSpan.FromSeconds(5);

    /// <summary>What its warnings are about.</summary>
    private const string Kind = "dashboard";

    private readonly List<Watcher> watchers = [];
    private readonly List<Watcher> joining = [];
    private List<TimedEvent> spare = [];
    private long lost;
    private TimeSpan published = -IdleInterval;
    private TimeSpan saved = clock.Now;
    private bool isSaveWanted;
    private Task saving = Task.CompletedTask;
    private bool isClosed;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Keeps the events from now on until the actor takes them.</summary>
    public static StreamInbox<RunEvent, TimedEvent> InboxOf(ActorSystem system, DashboardClock clock)
    {
        var inbox = new StreamInbox<RunEvent, TimedEvent>(
            system, "dashboard", EventsMax, WakeAt, happened => new TimedEvent(clock.At, clock.Now, happened));
        system.EventStream.Subscribe(inbox, typeof(RunEvent));
        return inbox;
    }

    protected override void PreStart()
    {
        inbox.Attach(Self);
        Timers.StartPeriodicTimer(nameof(DashboardMessage.Tick), DashboardMessage.Tick.Instance, TickInterval);
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(inbox);
        EndWatchers();
    }

    protected override void OnReceive(object message)
    {
        try
        {
            (model.At, model.Now) = (clock.At, clock.Now);
            Handle(message);
        }
        catch (Exception fault)
        {
            // What watches must not be able to end what is watched. It may come four times a second.
            warnings.Add(Kind, "fault", $"the dashboard failed: {fault.Message}");
        }
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case DashboardMessage.Tick:
                OnTick();
                break;
            case InboxFilled:
                Drain();
                break;
            case DashboardMessage.Join join:
                Drain();
                OnJoin(join.Watcher);
                break;
            case DashboardMessage.Leave leave:
                watchers.Remove(leave.Watcher);
                joining.Remove(leave.Watcher);
                break;
            case DashboardMessage.Question question:
                Drain();
                Sender.Tell(question.Answer(model), Self);
                break;
            case DashboardMessage.Saved outcome:
                OnSaved(outcome.Fault);
                break;
            case DashboardMessage.Close:
                OnClose();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnTick()
    {
        Drain();
        if (model.IsDirty || model.Now - published >= IdleInterval)
        {
            Publish();
        }

        BeginJoining();
        MaybeSave();
    }

    private void OnJoin(Watcher watcher)
    {
        if (isClosed)
        {
            watcher.End();
        }
        else if (!joining.Contains(watcher))
        {
            joining.Add(watcher);
        }
    }

    private void Drain()
    {
        List<TimedEvent> taken = inbox.Take(spare);
        foreach (TimedEvent timed in taken)
        {
            model.Advance(timed);
            isSaveWanted |= timed.Event is CheckpointWritten or RunStopped;
        }

        taken.Clear();
        spare = taken;
        long more = inbox.Dropped - lost;
        if (more > 0)
        {
            lost += more;
            warnings.Add(Kind, "lost", $"{more} events came too fast to be shown: the curves have a hole");
        }
    }

    private void Publish()
    {
        published = model.Now;
        if (watchers.Count == 0)
        {
            model.Skip();
            return;
        }

        Update? update = model.TakeUpdate(out long missed);
        ReadOnlyMemory<byte> frame = update is null ? default : Frames.OfUpdate(update);
        foreach (Watcher watcher in watchers)
        {
            if (update is null)
            {
                watcher.Lose(missed);
            }
            else
            {
                watcher.Offer(frame);
            }
        }
    }

    /// <summary>Right after a publication: what the snapshot holds must not come again in the next update.</summary>
    private void BeginJoining()
    {
        if (joining.Count == 0)
        {
            return;
        }

        ReadOnlyMemory<byte> snapshot = Frames.OfSnapshot(model.Snapshot());
        foreach (Watcher watcher in joining)
        {
            watcher.Begin(snapshot);
            if (!watchers.Contains(watcher))
            {
                watchers.Add(watcher);
            }
        }

        joining.Clear();
    }

    private void MaybeSave()
    {
        TimeSpan age = model.Now - saved;
        if (!saving.IsCompleted || age < SaveIntervalMin || (!isSaveWanted && age < SaveInterval))
        {
            return;
        }

        (saved, isSaveWanted) = (model.Now, false);
        HistoryContent content = model.Copy();
        IActorRef self = Self;
        saving = Task.Run(() => self.Tell(new DashboardMessage.Saved(content.TrySave(storage))));
    }

    private void OnSaved(string? fault)
    {
        if (fault is not null)
        {
            warnings.Add(Kind, fault, $"the dashboard's history is not saved: {fault}");
        }
    }

    private void OnClose()
    {
        isClosed = true;
        Timers.CancelAll();
        Drain();
        Publish();
        BeginJoining();
        EndWatchers();
        Sender.Tell(new DashboardMessage.Closed(model.Copy(), saving), Self);
    }

    private void EndWatchers()
    {
        foreach (Watcher watcher in watchers.Concat(joining))
        {
            watcher.End();
        }

        watchers.Clear();
        joining.Clear();
    }
}
