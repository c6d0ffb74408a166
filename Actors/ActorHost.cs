using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace RnnCluster.Actors;

/// <summary>
/// What stands behind one actor system: its clock, the records of its living actors, and the count of messages that no
/// actor handled. It is found by the system's scheduler, the first thing that Akka makes.
/// </summary>
internal sealed class ActorHost(ActorSystemOptions options)
{
    /// <summary>Where the host's own actors are; Akka's are below other guardians and have no record.</summary>
    private const string UserGuardian = "/user/";

    /// <summary>A log entry is one line for a person; an exception's text may have many and be long.</summary>
    private const int LogLengthMax = 300;

    private readonly ConcurrentDictionary<IActorRef, ActorRecord> records = new();
    private long deadLetters;
    private volatile bool isClosed;

    public TimeProvider Time => options.Time;

    public object? Simulation => options.Simulation;

    public long DeadLetters => Volatile.Read(ref deadLetters);

    /// <summary>Whether the process is gone, as far as its actors can tell: no turn, no timer.</summary>
    public bool IsClosed => isClosed;

    public static ActorHost Of(ActorSystem system) => Of(system.Scheduler);

    public static ActorHost Of(IScheduler scheduler) => ((ClockScheduler)scheduler).Host;

    /// <summary>Closes every mailbox and takes what waits there, in the order of the actors' paths.</summary>
    public IReadOnlyList<Envelope> CloseQueues() =>
        [.. records.Values.OrderBy(record => record.Path, StringComparer.Ordinal)
            .SelectMany(record => record.Queue.Close())];

    /// <summary>In the order of their paths, whatever the order of their making.</summary>
    public IReadOnlyList<ActorStatistics> Inspect() =>
        [.. records.Values.Select(record => record.Statistics)
            .OrderBy(statistics => statistics.Path, StringComparer.Ordinal)];

    public ActorRecord RecordOf(IActorRef actor) => records[actor];

    /// <summary>A mailbox is made, and with it an actor begins.</summary>
    public void Register(IActorRef owner, LoanQueue queue)
    {
        if (owner.Path.ToStringWithoutAddress().StartsWith(UserGuardian, StringComparison.Ordinal))
        {
            records[owner] = new ActorRecord(owner, queue, Time);
            queue.IsUsers = true;
        }
    }

    public void Unregister(IActorRef owner) => records.TryRemove(owner, out _);

    /// <summary>A message that no actor handles goes back to where it was lent.</summary>
    public void OnDeadLetter(AllDeadLetters letter)
    {
        if (letter is not SuppressedDeadLetter)
        {
            Interlocked.Increment(ref deadLetters);
        }

        (letter.Message as Shared.IReleasable)?.Release();
    }

    public void OnError(Error error)
    {
        if (options.Log is not null && !error.LogSource.Contains(UserGuardian, StringComparison.Ordinal))
        {
            OnLogged(LogLevel.Error, error);
            return;
        }

        Exception cause = error.Cause is ActorInitializationException { InnerException: { } thrown }
            ? thrown
            : error.Cause ?? new InvalidOperationException($"{error.LogSource}: {error.Message}");
        options.OnFailure?.Invoke(new ActorFailure(error.LogSource, cause));
    }

    /// <summary>What is no failure; without a log it is nobody's.</summary>
    public void OnLogged(LogLevel level, LogEvent entry)
    {
        string text = entry.Cause is { } fault ? $"{entry.Message}: {fault.Message}" : $"{entry.Message}";
        string line = text.ReplaceLineEndings(" ");
        options.Log?.Log(
            level,
            eventId: default,
            line.Length <= LogLengthMax ? line : line[..LogLengthMax],
            entry.Cause,
            static (said, _) => said);
    }

    /// <summary>No actor of the system has a turn from now on, and no timer fires.</summary>
    public void Close() => isClosed = true;
}
