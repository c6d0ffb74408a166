using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using RnnCluster.Actors;
using RnnCluster.Shared;

namespace RnnCluster.SimulationKit;

/// <summary>
/// Runs real Akka actors when it is told to, one message at a time, on the caller's thread: for tests, and for the
/// simulator, which runs the systems of a whole cluster on one of these. All actors of its systems are on it, whatever
/// their props say, Akka's own included.
/// </summary>
/// <remarks>
/// <para>
/// Without a seed, mailboxes have their turns in the order in which they became ready. With one, the next is drawn from
/// all that are ready: another seed is another interleaving, the same seed the same one.
/// </para>
/// <para>
/// A turn may take virtual time. The message stays at the head of its mailbox, the actor is busy until the clock has
/// moved on by the duration, and the turn runs at that moment: nobody can hear earlier what it tells. An actor whose
/// system is crashed meanwhile has not had the turn, like a process that is killed while it computes.
/// </para>
/// </remarks>
public sealed class VirtualThread
{
    /// <summary>
    /// Turns without a pause after which <see cref="RunUntilIdle"/> gives up: a simulated step of a small cluster
    /// takes some hundreds, so this many at one instant are actors that chase each other for ever.
    /// </summary>
    public const int TurnsMaxDefault = 1_000_000;

    /// <summary>All of Akka's dispatchers and ours; one message, then it is another's turn.</summary>
    private static readonly Config Dispatchers = ConfigurationFactory.ParseString("""
        rnn.simulated {
          type = "RnnCluster.SimulationKit.VirtualDispatcherConfigurator, RnnCluster.SimulationKit"
          throughput = 1
        }
        rnn.dedicated-thread = ${rnn.simulated}
        akka.actor.default-dispatcher = ${rnn.simulated}
        akka.actor.internal-dispatcher = ${rnn.simulated}
        """);

    private readonly Lock gate = new();
    private readonly List<(ActorHost Host, IRunnable Turn)> ready = [];

    /// <summary>Mailboxes whose next message has had its time.</summary>
    private readonly HashSet<IRunnable> due = new(ReferenceEqualityComparer.Instance);

    private readonly VirtualTime time;
    private readonly ulong? seed;
    private readonly Func<IActorRef, object, TimeSpan>? turnDuration;
    private ulong draws;

    /// <summary>Makes a thread without systems.</summary>
    /// <param name="time">The clock in which turns take time, and of all its systems.</param>
    /// <param name="seed">Draws who is next; null for first come, first served.</param>
    /// <param name="turnDuration">
    /// How long an actor's turn with a message takes, zero or more; null if no turn takes any time. It is asked once a
    /// message, of the host's actors alone.
    /// </param>
    public VirtualThread(
        VirtualTime time, ulong? seed = null, Func<IActorRef, object, TimeSpan>? turnDuration = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        this.time = time;
        this.seed = seed;
        this.turnDuration = turnDuration;
    }

    /// <summary>How many mailboxes wait for a turn; those that are busy are not among them.</summary>
    public int ReadyCount
    {
        get
        {
            lock (gate)
            {
                return ready.Count;
            }
        }
    }

    /// <summary>Makes a system whose actors have their turns here.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="configure">Changes the options; clock and dispatchers stay those of the simulation.</param>
    public ActorSystem CreateSystem(string name, Func<ActorSystemOptions, ActorSystemOptions>? configure = null)
    {
        var options = new ActorSystemOptions { Time = time };
        options = configure?.Invoke(options) ?? options;
        ActorSystem system = ActorSystems.Create(
            name, options with { Time = time, Overrides = Dispatchers, Simulation = this });

        // What Akka does at a start is no part of any history.
        RunUntilIdle();
        return system;
    }

    /// <summary>Gives one mailbox a turn.</summary>
    /// <returns>False if none was ready.</returns>
    public bool RunOne()
    {
        (ActorHost host, IRunnable turn) = (null!, null!);
        lock (gate)
        {
            if (ready.Count == 0)
            {
                return false;
            }

            int index = seed is { } value ? Draw(value, ready.Count) : 0;
            (host, turn) = ready[index];
            ready.RemoveAt(index);
        }

        if (!host.IsClosed)
        {
            Run(host, turn);
        }

        return true;
    }

    /// <summary>Gives turns until no mailbox is ready. The clock stands still meanwhile.</summary>
    /// <param name="turnsMax">When to give up.</param>
    /// <returns>How many turns there were.</returns>
    /// <exception cref="InvalidOperationException">There were more turns than that.</exception>
    public int RunUntilIdle(int turnsMax = TurnsMaxDefault)
    {
        int turns = 0;
        while (RunOne())
        {
            turns++;
            if (turns == turnsMax && ReadyCount > 0)
            {
                throw new InvalidOperationException($"Not idle after {turns} turns: {Describe(ready[0].Turn)}");
            }
        }

        return turns;
    }

    internal void Ready(ActorHost host, IRunnable turn)
    {
        if (host.IsClosed)
        {
            return;
        }

        lock (gate)
        {
            ready.Add((host, turn));
        }
    }

    private static string Describe(IRunnable turn) =>
        turn is Mailbox { MessageQueue: LoanQueue queue } ? $"{queue.Owner} is ready again" : $"{turn}";

    private void Run(ActorHost host, IRunnable turn)
    {
        // The mailbox stays scheduled while its actor is busy, so Akka gives it no second turn.
        if (!due.Remove(turn) && DurationOf(turn) is { Ticks: > 0 } duration)
        {
            due.Add(turn);
            time.CreateTimer(_ => Ready(host, turn), null, duration, Timeout.InfiniteTimeSpan);
            return;
        }

        if (turn is Mailbox { MessageQueue: LoanQueue queue })
        {
            queue.Allowance = 1;
        }

        turn.Run();
    }

    private TimeSpan DurationOf(IRunnable turn) =>
        turnDuration is not null
        && turn is Mailbox { MessageQueue: LoanQueue { IsUsers: true } queue }
        && queue.TryPeek(out object? message)
            ? turnDuration(queue.Owner, message)
            : TimeSpan.Zero;

    private int Draw(ulong value, int count)
    {
        var key = new PhiloxKey((uint)value, (uint)(value >> 32));
        PhiloxWords words = Philox.Compute(key, new PhiloxWords((uint)draws, (uint)(draws >> 32), 0, 0));
        draws++;
        return (int)(((ulong)words.X0 * (ulong)count) >> 32);
    }
}
