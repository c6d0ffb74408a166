using Akka.Actor;
using Akka.Dispatch.SysMsg;
using RnnCluster.Actors;
using Xunit;

namespace RnnCluster.SimulationKit;

/// <summary>
/// An address for tests: it keeps what it is told until the test asks for it. In a manual system, asking runs the
/// dispatcher until it is idle and never waits; the clock stands still. Otherwise it waits up to a bound.
/// </summary>
public sealed class TestProbe : MinimalActorRef
{
    /// <summary>
    /// How long a test waits for a message before it fails. No test that passes waits for long; this is far above the
    /// hiccups of a machine that runs many tests at once.
    /// </summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    private readonly object gate = new();
    private readonly Queue<(object Message, IActorRef? Sender)> received = [];
    private readonly ExtendedActorSystem system;
    private readonly VirtualThread? simulation;

    /// <summary>Makes a probe, which other nodes find by its <see cref="Address"/>.</summary>
    /// <param name="system">Whose actors will tell it something.</param>
    /// <param name="name">Its name in messages of failing tests; unique in the system.</param>
    public TestProbe(ActorSystem system, string name = "probe")
    {
        ArgumentNullException.ThrowIfNull(system);
        this.system = (ExtendedActorSystem)system;
        simulation = ActorHost.Of(system).Simulation as VirtualThread;
        Address = "/temp/" + name;
        Path = this.system.Provider.TempContainer.Path / name;
        this.system.Provider.RegisterTempActor(this, Path);
    }

    /// <summary>Where it is in its system: <c>/temp/probe</c>.</summary>
    public string Address { get; }

    /// <inheritdoc/>
    public override ActorPath Path { get; }

    /// <inheritdoc/>
    public override IActorRefProvider Provider => system.Provider;

    /// <summary>How long this probe waits on threads, <see cref="WaitMax"/> by default.</summary>
    public TimeSpan Wait { get; init; } = WaitMax;

    /// <summary>Who told the last message that was expected.</summary>
    public IActorRef? LastSender { get; private set; }

    /// <inheritdoc/>
    /// <remarks>The end of an actor that it watches.</remarks>
    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification end)
        {
            TellInternal(new Terminated(end.Actor, end.ExistenceConfirmed, end.AddressTerminated), end.Actor);
        }
    }

    /// <summary>From now on the end of an actor comes to this probe.</summary>
    /// <param name="actor">Whom to watch.</param>
    public void Watch(IActorRef actor) =>
        ((IInternalActorRef)actor).SendSystemMessage(new Watch((IInternalActorRef)actor, this));

    /// <summary>Takes back a watch.</summary>
    /// <param name="actor">Whom not to watch any more.</param>
    public void Unwatch(IActorRef actor) =>
        ((IInternalActorRef)actor).SendSystemMessage(new Unwatch((IInternalActorRef)actor, this));

    /// <summary>Answers the last message that was expected.</summary>
    /// <param name="message">The answer.</param>
    public void Reply(object message)
    {
        Assert.True(LastSender is not null and not Nobody, $"{Path} has nobody to answer");
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
    public void ExpectTerminated(IActorRef actor) =>
        ExpectMsg<Terminated>(terminated => terminated.ActorRef.Equals(actor));

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
        simulation?.RunUntilIdle();
        lock (gate)
        {
            Assert.True(received.Count == 0, $"{Path} expected nothing and got {received.FirstOrDefault().Message}");
        }
    }

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef? sender)
    {
        lock (gate)
        {
            received.Enqueue((message, sender));
            Monitor.PulseAll(gate);
        }
    }

    private object Take(string awaited)
    {
        simulation?.RunUntilIdle();
        lock (gate)
        {
            long start = TimeProvider.System.GetTimestamp();
            while (received.Count == 0)
            {
                TimeSpan left = Wait - TimeProvider.System.GetElapsedTime(start);
                if (simulation is not null || left <= TimeSpan.Zero || !Monitor.Wait(gate, left))
                {
                    string wait = simulation is null ? $"within {Wait.TotalSeconds} s" : "before everybody was idle";
                    Assert.Fail($"{Path} got nothing {wait}; it waited for {awaited}");
                }
            }

            (object message, LastSender) = received.Dequeue();
            return message;
        }
    }
}
