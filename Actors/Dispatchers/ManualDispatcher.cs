using RnnCluster.Shared;

namespace RnnCluster.Actors.Dispatchers;

/// <summary>
/// Runs actors when it is told to, one message at a time, on the caller's thread: for tests, and for the simulator,
/// which runs the systems of a whole cluster on one of these. A system that has it as its dispatcher runs all its
/// actors on it, whatever their props say.
/// </summary>
/// <remarks>
/// <para>
/// Without a seed, mailboxes have their turns in the order in which they became ready. With one, the next is drawn from
/// all that are ready: another seed is another interleaving, the same seed the same one.
/// </para>
/// <para>
/// A turn may take virtual time. The message is then taken from the mailbox, the actor is busy until the clock has
/// moved on by the duration, and the turn runs at that moment: nobody can hear earlier what it tells. An actor whose
/// system is crashed meanwhile has not had the turn, like a process that is killed while it computes.
/// </para>
/// </remarks>
public sealed class ManualDispatcher : Dispatcher
{
    /// <summary>
    /// Turns without a pause after which <see cref="RunUntilIdle"/> gives up: a simulated step of a small cluster
    /// takes some hundreds, so this many at one instant are actors that chase each other for ever.
    /// </summary>
    public const int TurnsMaxDefault = 1_000_000;

    private readonly Lock gate = new();
    private readonly List<Runner> ready = [];
    private readonly TimeProvider time;
    private readonly ulong? seed;
    private readonly Func<ActorRef, object, TimeSpan>? turnDuration;
    private ulong draws;

    /// <summary>Makes a dispatcher.</summary>
    /// <param name="time">The clock in which turns take time: the one of the systems.</param>
    /// <param name="seed">Draws who is next; null for first come, first served.</param>
    /// <param name="turnDuration">
    /// How long an actor's turn with a message takes, zero or more; null if no turn takes any time.
    /// </param>
    public ManualDispatcher(
        TimeProvider time,
        ulong? seed = null,
        Func<ActorRef, object, TimeSpan>? turnDuration = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        this.time = time;
        this.seed = seed;
        this.turnDuration = turnDuration;
    }

    /// <inheritdoc/>
    public override string Kind => "manual";

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

    /// <summary>Gives one mailbox a turn.</summary>
    /// <returns>False if none was ready.</returns>
    public bool RunOne()
    {
        Runner runner;
        lock (gate)
        {
            if (ready.Count == 0)
            {
                return false;
            }

            int index = seed is { } value ? Draw(value, ready.Count) : 0;
            runner = ready[index];
            ready.RemoveAt(index);
        }

        runner.RunTurn();
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
                throw new InvalidOperationException($"Not idle after {turns} turns: {ready[0].Self} is ready again");
            }
        }

        return turns;
    }

    internal override TurnRunner Attach(ActorCell cell) => new Runner(this, cell);

    private int Draw(ulong value, int count)
    {
        var key = new PhiloxKey((uint)value, (uint)(value >> 32));
        PhiloxWords words = Philox.Compute(key, new PhiloxWords((uint)draws, (uint)(draws >> 32), 0, 0));
        draws++;
        return (int)(((ulong)words.X0 * (ulong)count) >> 32);
    }

    private sealed class Runner(ManualDispatcher dispatcher, ActorCell cell) : TurnRunner
    {
        private ITimer? busy;

        public ActorRef Self => cell.Self;

        public override void Schedule()
        {
            lock (dispatcher.gate)
            {
                dispatcher.ready.Add(this);
            }
        }

        public override void Detach()
        {
            lock (dispatcher.gate)
            {
                dispatcher.ready.Remove(this);
            }

            busy?.Dispose();
        }

        public void RunTurn()
        {
            // When the time of a held message is over, the message is at the head of the mailbox.
            TimeSpan duration = busy is null ? DurationOfNext() : TimeSpan.Zero;
            busy?.Dispose();
            busy = null;
            if (duration > TimeSpan.Zero)
            {
                busy = dispatcher.time.CreateTimer(
                    static runner => ((Runner)runner!).Schedule(), this, duration, Timeout.InfiniteTimeSpan);
            }
            else
            {
                cell.Run(1);
            }
        }

        private TimeSpan DurationOfNext() =>
            dispatcher.turnDuration is { } turnDuration && cell.TryHold(out object? message)
                ? turnDuration(cell.Self, message)
                : TimeSpan.Zero;
    }
}
