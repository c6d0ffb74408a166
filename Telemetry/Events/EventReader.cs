using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Telemetry.Events;

/// <summary>
/// Hands the events of an inbox to a sink. Whatever goes wrong there, a full disk say, ends the watching and not the
/// run: it is said once, and what comes later is dropped and counted.
/// </summary>
internal sealed class EventReader(StreamInbox<RunEvent, StampedEvent> inbox, IEventSink sink, Action onEnd)
    : MeasuredActor, IWithTimers
{
    /// <summary>
    /// A step of 64 workers publishes 65 events; these are 126 such steps, or a minute of a small run. Of 100 bytes
    /// each, 1 MB when it is full; a turn that takes them all lasts some 10 ms.
    /// </summary>
    public const int EventsMax = 8192;

    /// <summary>How long an event may lie in a sink's buffer: a person who looks at a curve hardly notices.</summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(10);

    private static readonly object FlushDue = new();

    private List<StampedEvent> spare = [];
    private bool isBroken;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        inbox.Attach(Self);
        Timers.StartPeriodicTimer(nameof(FlushDue), FlushDue, FlushInterval);
    }

    protected override void OnReceive(object message)
    {
        if (message == FlushDue)
        {
            Try(sink.Flush);
            return;
        }

        Drain();
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(inbox);
        Drain();
        Try(sink.Dispose);
        onEnd();
    }

    private void Drain()
    {
        List<StampedEvent> taken = inbox.Take(spare);
        foreach (StampedEvent happened in taken)
        {
            Hand(happened);
        }

        taken.Clear();
        spare = taken;
    }

    private void Hand(StampedEvent happened)
    {
        if (isBroken)
        {
            inbox.CountDropped(1);
            return;
        }

        try
        {
            sink.On(happened);
        }
        catch (Exception cause)
        {
            BecomeBroken(cause);
        }
    }

    private void Try(Action action)
    {
        if (isBroken)
        {
            return;
        }

        try
        {
            action();
        }
        catch (Exception cause)
        {
            BecomeBroken(cause);
        }
    }

    private void BecomeBroken(Exception cause)
    {
        isBroken = true;
        Context.System.EventStream.Publish(
            new RunWarned($"{sink.Name}: {cause.Message}; nothing more is recorded there"));
    }
}
