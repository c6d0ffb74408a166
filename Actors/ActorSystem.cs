using System.Collections.Concurrent;
using RnnCluster.Actors.Dispatchers;
using RnnCluster.Actors.Mailboxes;
using RnnCluster.Shared;

namespace RnnCluster.Actors;

/// <summary>
/// The actors of a process, or of one of the processes that a test plays. Every member may be called from any thread.
/// </summary>
public sealed class ActorSystem : IAsyncDisposable
{
    private const string UserPath = "/user";
    private const string TempPath = "/temp";

    /// <summary>
    /// Everyone who can be found by a path. Names are unique because adding here is. Nothing depends on its order:
    /// whoever goes through it sorts by path.
    /// </summary>
    private readonly ConcurrentDictionary<string, ActorRef> refs = new(StringComparer.Ordinal);

    private readonly TaskCompletionSource terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorCell guardian;
    private long deadLetterCount;
    private long asks;

    /// <summary>Makes a system without actors.</summary>
    /// <param name="name">Its name, for people.</param>
    /// <param name="options">What the host gives it.</param>
    public ActorSystem(string name, ActorSystemOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MailboxCapacity, 1);
        Name = name;
        Options = options;
        DeadLetters = new NobodyRef("/deadLetters", this);
        guardian = new ActorCell(
            this, Props.Create(() => new Guardian(options.GuardianStrategy)), UserPath, parent: null);
        guardian.Send(new SystemMessage.Start());
    }

    /// <summary>Its name, for people.</summary>
    public string Name { get; }

    /// <summary>The clock of all timers.</summary>
    public TimeProvider Time => Options.Time;

    /// <summary>What runs its actors, unless their props say otherwise.</summary>
    public Dispatcher Dispatcher => Options.Dispatcher;

    /// <summary>Tells <see cref="DeadLetter"/>, <see cref="ActorFailure"/> and the host's own events.</summary>
    public EventStream EventStream { get; } = new();

    /// <summary>
    /// Where messages go that nobody handles. One on loan is released; each is counted and published as
    /// <see cref="DeadLetter"/>.
    /// </summary>
    public ActorRef DeadLetters { get; }

    /// <summary>How many messages nobody handled.</summary>
    public long DeadLetterCount => Volatile.Read(ref deadLetterCount);

    /// <summary>Completes when the last actor has ended.</summary>
    public Task WhenTerminated => terminated.Task;

    internal ActorSystemOptions Options { get; }

    /// <summary>Starts an actor, which the system's guardian supervises.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Unique among the living ones; null for a numbered one.</param>
    /// <exception cref="ArgumentException">The name is taken or no name.</exception>
    /// <exception cref="InvalidOperationException">The system has ended.</exception>
    public ActorRef Spawn(Props props, string? name = null)
    {
        ActorCell child = guardian.CreateChild(props, name);
        if (!guardian.Send(new SystemMessage.Adopt(child)))
        {
            Unregister(child.Self);
            throw new InvalidOperationException($"The actor system {Name} has ended");
        }

        child.Send(new SystemMessage.Start());
        return child.Self;
    }

    /// <summary>Stops an actor of this system after its current turn.</summary>
    /// <param name="actor">The actor; nothing happens to one that has ended.</param>
    public void Stop(ActorRef actor)
    {
        var local = actor as LocalActorRef;
        Ensure.That(local is not null && local.Cell.System == this);
        local.Cell.Send(new SystemMessage.Stop());
    }

    /// <summary>The address at a path of this system: a living actor, or one where nobody is.</summary>
    /// <param name="path">See <see cref="ActorRef.Path"/>.</param>
    public ActorRef Resolve(string path) =>
        refs.TryGetValue(path, out ActorRef? actor) ? actor : new NobodyRef(path, this);

    /// <summary>Makes a ref that is not an actor of this system one that <see cref="Resolve"/> finds.</summary>
    /// <param name="actor">The ref.</param>
    /// <exception cref="ArgumentException">There is one at this path.</exception>
    public void Register(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!refs.TryAdd(actor.Path, actor))
        {
            throw new ArgumentException($"There is an actor at {actor.Path} already", nameof(actor));
        }
    }

    /// <summary>Takes back <see cref="Register"/>.</summary>
    /// <param name="actor">The ref.</param>
    public void Unregister(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        refs.TryRemove(KeyValuePair.Create(actor.Path, actor));
    }

    /// <summary>Asks an actor from outside.</summary>
    /// <typeparam name="T">What the answer must be.</typeparam>
    /// <param name="target">Whom.</param>
    /// <param name="question">What.</param>
    /// <param name="timeout">How long the answer may take, above zero.</param>
    /// <returns>
    /// The answer; <see cref="AskTimeoutException"/> without one, <see cref="InvalidCastException"/> for one of another
    /// type. An answer that comes later is a dead letter.
    /// </returns>
    public Task<T> Ask<T>(ActorRef target, object question, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(question);
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        target.Tell(question, CreateAsk(timeout, OnAnswer, OnTimeout));
        return result.Task;

        void OnAnswer(object answer, ActorRef? sender)
        {
            if (answer is T expected)
            {
                result.SetResult(expected);
                return;
            }

            result.SetException(new InvalidCastException(
                $"{target} answered {question.GetType().Name} with {answer.GetType().Name}, not {typeof(T).Name}"));
            Bury(answer, sender, DeadLetters, DeadLetterReason.Unhandled);
        }

        void OnTimeout() => result.SetException(new AskTimeoutException(target, question, timeout));
    }

    /// <summary>What is known about the living actors, in the order of their paths.</summary>
    public IReadOnlyList<ActorStatistics> Inspect() =>
        [.. LocalRefs().Select(actor => actor.Cell.Statistics)];

    /// <summary>
    /// Stops all actors, each after its current turn, children before their parents. On a manual dispatcher somebody
    /// must run those turns.
    /// </summary>
    /// <returns><see cref="WhenTerminated"/>.</returns>
    public Task TerminateAsync()
    {
        guardian.Send(new SystemMessage.Stop());
        return WhenTerminated;
    }

    /// <summary>
    /// Ends a system on a manual dispatcher as a killed process ends: no actor has another turn or last words, no
    /// watcher is told, no dead letter is published. Messages on loan that wait in mailboxes are released.
    /// </summary>
    public void Crash()
    {
        Ensure.That(Dispatcher is ManualDispatcher);
        foreach (LocalActorRef actor in LocalRefs())
        {
            actor.Cell.Crash();
        }

        guardian.Crash();
        refs.Clear();
        terminated.TrySetResult();
    }

    /// <summary>
    /// Stops all actors and waits for their end. On a manual dispatcher it runs until that is idle; actors that are
    /// busy in virtual time then are crashed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task end = TerminateAsync();
        if (Dispatcher is ManualDispatcher manual)
        {
            manual.RunUntilIdle();
            if (!end.IsCompleted)
            {
                Crash();
            }
        }

        await end.ConfigureAwait(false);
    }

    internal Dispatcher DispatcherOf(Props props) =>
        Dispatcher is ManualDispatcher ? Dispatcher : props.Dispatcher ?? Dispatcher;

    internal AskRef CreateAsk(TimeSpan timeout, Action<object, ActorRef?> onAnswer, Action onTimeout) =>
        new(this, $"{TempPath}/{Interlocked.Increment(ref asks)}", timeout, onAnswer, onTimeout);

    /// <summary>Takes a message that nobody handles.</summary>
    internal void Bury(object message, ActorRef? sender, ActorRef receiver, DeadLetterReason reason)
    {
        Interlocked.Increment(ref deadLetterCount);
        (message as IReleasable)?.Release();

        // News of a dead letter that is itself one would go round for ever.
        if (message is not DeadLetter)
        {
            EventStream.Publish(new DeadLetter(message, sender, receiver, reason));
        }
    }

    internal void Report(ActorFailure failure)
    {
        Options.OnFailure?.Invoke(failure);
        EventStream.Publish(failure);
    }

    internal void OnTerminated(ActorCell cell)
    {
        if (cell == guardian)
        {
            terminated.TrySetResult();
        }
    }

    private IEnumerable<LocalActorRef> LocalRefs() =>
        refs.Values.OfType<LocalActorRef>().OrderBy(actor => actor.Path, StringComparer.Ordinal);
}
