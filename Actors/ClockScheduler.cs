using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace RnnCluster.Actors;

/// <summary>
/// Akka's timers on the clock that the host was given. Akka's own scheduler has a thread that wakes 100 times a second,
/// whether or not a timer is set, and a clock of its own; this one costs nothing while nothing is due, and under a
/// clock that a test moves every timer is a function of that clock.
/// </summary>
internal sealed class ClockScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider
{
    /// <summary>Where the number of the host is in the configuration: Akka gives a scheduler nothing else.</summary>
    public const string HostKey = "rnn.host";

    private static readonly ConcurrentDictionary<int, ActorHost> Waiting = new();
    private static int numbers;

    public ClockScheduler(Config config, ILoggingAdapter log)
        : base(config, log)
    {
        bool isThere = Waiting.TryRemove(config.GetInt(HostKey), out ActorHost? host);
        Shared.Ensure.That(isThere);
        Host = host!;
    }

    public ActorHost Host { get; }

    public override TimeSpan MonotonicClock => Host.Time.GetElapsedTime(0, Host.Time.GetTimestamp());

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => Host.Time.GetUtcNow();

    /// <summary>Keeps a host until the scheduler of its system fetches it.</summary>
    /// <returns>The number for <see cref="HostKey"/>.</returns>
    public static int Offer(ActorHost host)
    {
        int number = Interlocked.Increment(ref numbers);
        Waiting[number] = host;
        return number;
    }

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Start(() => receiver.Tell(message, sender), delay, Timeout.InfiniteTimeSpan, cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay,
        TimeSpan interval,
        ICanTell receiver,
        object message,
        IActorRef sender,
        ICancelable cancelable) =>
        Start(() => receiver.Tell(message, sender), initialDelay, interval, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Start(action, delay, Timeout.InfiniteTimeSpan, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Start(action.Run, delay, Timeout.InfiniteTimeSpan, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Start(action, initialDelay, interval, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Start(action.Run, initialDelay, interval, cancelable);

    private void Start(Action action, TimeSpan delay, TimeSpan period, ICancelable? cancelable)
    {
        var entry = new Entry(this, action, period == Timeout.InfiniteTimeSpan);
        entry.Start(delay, period, cancelable);
    }

    /// <summary>One timer. It ends with its last firing, with its cancelling, or with the host.</summary>
    private sealed class Entry(ClockScheduler scheduler, Action action, bool isSingle)
    {
        private ITimer? timer;
        private CancellationTokenRegistration cancelling;

        public void Start(TimeSpan delay, TimeSpan period, ICancelable? cancelable)
        {
            // Started when the field is set: the clock may be faster than the assignment.
            timer = scheduler.Host.Time.CreateTimer(
                static entry => ((Entry)entry!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timer.Change(delay, period);
            cancelling = cancelable?.Token.UnsafeRegister(static entry => ((Entry)entry!).timer!.Dispose(), this)
                ?? default;
        }

        private void OnDue()
        {
            if (isSingle || scheduler.Host.IsClosed)
            {
                timer!.Dispose();
                cancelling.Dispose();
            }

            if (!scheduler.Host.IsClosed && !cancelling.Token.IsCancellationRequested)
            {
                action();
            }
        }
    }
}
