using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Telemetry.Events;

/// <summary>
/// Hands the events of an inbox to a sink. Whatever goes wrong there, a full disk say, ends the watching and not the
/// run: it is said once, and what comes later is dropped and counted.
/// </summary>
internal sealed class EventReader(EventInbox inbox, IEventSink sink, Action onEnd)
    : MeasuredActor, IWithTimers
{
    /// <summary>Told by the inbox when something waits.</summary>
    public static readonly object Wake = new();

    /// <summary>How long an event may lie in a sink's buffer: a person who looks at a curve hardly notices.</summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(10);

    /// <summary>Events of a turn, so that others of the pool have theirs: a fold takes a microsecond.</summary>
    private const int EventsPerTurnMax = 256;

    private static readonly object FlushDue = new();

    private bool isBroken;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        inbox.Attach(Self);
        Timers.StartPeriodicTimer(nameof(FlushDue), FlushDue, FlushInterval);

        // Events may have come before there was anybody to wake.
        Self.Tell(Wake);
    }

    protected override void OnReceive(object message)
    {
        if (message == FlushDue)
        {
            Try(sink.Flush);
            return;
        }

        for (int count = 0; count < EventsPerTurnMax && inbox.TryTake(out StampedEvent happened); count++)
        {
            Hand(happened);
        }

        if (inbox.EndTurn())
        {
            Self.Tell(Wake);
        }
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(inbox);
        while (inbox.TryTake(out StampedEvent happened))
        {
            Hand(happened);
        }

        Try(sink.Dispose);
        onEnd();
    }

    private void Hand(StampedEvent happened)
    {
        if (isBroken)
        {
            inbox.CountDropped();
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
