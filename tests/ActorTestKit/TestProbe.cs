using RnnCluster.Actors;
using RnnCluster.Actors.Dispatchers;
using Xunit;

namespace RnnCluster.ActorTestKit;

/// <summary>
/// An address for tests: it keeps what it is told until the test asks for it. In a manual system, asking runs the
/// dispatcher until it is idle and never waits; the clock stands still. Otherwise it waits up to a bound.
/// </summary>
public sealed class TestProbe : ActorRef
{
    /// <summary>
    /// How long a test waits for a message before it fails. No test that passes waits for long; this is far above the
    /// hiccups of a machine that runs many tests at once.
    /// </summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    private readonly object gate = new();
    private readonly Queue<(object Message, ActorRef? Sender)> received = [];
    private readonly ManualDispatcher? manual;

    /// <summary>Makes a probe, which the system's Resolve finds.</summary>
    /// <param name="system">Whose actors will tell it something.</param>
    /// <param name="name">Its name in messages of failing tests; unique in the system.</param>
    public TestProbe(ActorSystem system, string name = "probe")
        : base("/probe/" + name)
    {
        ArgumentNullException.ThrowIfNull(system);
        manual = system.Dispatcher as ManualDispatcher;
        system.Register(this);
    }

    /// <summary>How long this probe waits on threads, <see cref="WaitMax"/> by default.</summary>
    public TimeSpan Wait { get; init; } = WaitMax;

    /// <summary>Who told the last message that was expected.</summary>
    public ActorRef? LastSender { get; private set; }

    /// <inheritdoc/>
    public override void Tell(object message, ActorRef? sender = null)
    {
        lock (gate)
        {
            received.Enqueue((message, sender));
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>From now on the end of an actor comes to this probe.</summary>
    /// <param name="actor">Whom to watch.</param>
    public void Watch(ActorRef actor) => actor.AddWatcher(this);

    /// <summary>Answers the last message that was expected.</summary>
    /// <param name="message">The answer.</param>
    public void Reply(object message)
    {
        Assert.True(LastSender is not null, $"{Path} has nobody to answer");
        LastSender.Tell(message, this);
    }

    /// <summary>The next message must be of this type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>() => ExpectMsg<T>(_ => true);

    /// <summary>The next message must be of this type and meet the condition.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="predicate">The condition.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(Predicate<T> predicate)
    {
        object message = Take(typeof(T).Name);
        if (message is not T expected || !predicate(expected))
        {
            Assert.Fail($"{Path} expected {typeof(T).Name} and got {message}");
            throw new System.Diagnostics.UnreachableException();
        }

        return expected;
    }

    /// <summary>The next message must equal this one.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="expected">The message.</param>
    public void ExpectMsg<T>(T expected)
        where T : notnull => Assert.Equal(expected, Take(expected.ToString()!));

    /// <summary>The next message must be the news that this actor has ended.</summary>
    /// <param name="actor">Who.</param>
    public void ExpectTerminated(ActorRef actor) => ExpectMsg(new Terminated(actor));

    /// <summary>Passes over messages until one is of this type and meets the condition.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="predicate">The condition; null for any.</param>
    /// <returns>The message.</returns>
    public T FishForMessage<T>(Predicate<T>? predicate = null)
    {
        while (true)
        {
            if (Take(typeof(T).Name) is T message && (predicate is null || predicate(message)))
            {
                return message;
            }
        }
    }

    /// <summary>
    /// Nothing must have come. In a manual system nothing can come later without a change of the clock. On threads
    /// this says nothing about what is still on its way: let whoever might tell answer something first.
    /// </summary>
    public void ExpectNoMsg()
    {
        manual?.RunUntilIdle();
        lock (gate)
        {
            Assert.True(received.Count == 0, $"{Path} expected nothing and got {received.FirstOrDefault().Message}");
        }
    }

    private object Take(string awaited)
    {
        manual?.RunUntilIdle();
        lock (gate)
        {
            long start = TimeProvider.System.GetTimestamp();
            while (received.Count == 0)
            {
                TimeSpan left = Wait - TimeProvider.System.GetElapsedTime(start);
                if (manual is not null || left <= TimeSpan.Zero || !Monitor.Wait(gate, left))
                {
                    string wait = manual is null ? $"within {Wait.TotalSeconds} s" : "before everybody was idle";
                    Assert.Fail($"{Path} got nothing {wait}; it waited for {awaited}");
                }
            }

            (object message, LastSender) = received.Dequeue();
            return message;
        }
    }
}
