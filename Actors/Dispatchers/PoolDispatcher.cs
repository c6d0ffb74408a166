namespace RnnCluster.Actors.Dispatchers;

/// <summary>Runs actors on the thread pool, for turns that are short and never wait.</summary>
public sealed class PoolDispatcher : Dispatcher
{
    /// <summary>
    /// Messages that an actor handles before it goes to the end of the line. Enough to make the price of a work item
    /// (about a microsecond) small beside them, few enough that an actor with a full mailbox keeps nobody waiting.
    /// </summary>
    public const int MessagesPerTurnDefault = 32;

    private readonly int messagesPerTurn;

    /// <summary>Makes a dispatcher.</summary>
    /// <param name="messagesPerTurn">Messages that an actor handles before another one may, at least 1.</param>
    public PoolDispatcher(int messagesPerTurn = MessagesPerTurnDefault)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messagesPerTurn, 1);
        this.messagesPerTurn = messagesPerTurn;
    }

    /// <inheritdoc/>
    public override string Kind => "pool";

    internal override TurnRunner Attach(ActorCell cell) => new Runner(cell, messagesPerTurn);

    /// <summary>Its own work item, so that scheduling allocates nothing.</summary>
    private sealed class Runner(ActorCell cell, int messagesPerTurn) : TurnRunner, IThreadPoolWorkItem
    {
        public override void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

        public void Execute() => cell.Run(messagesPerTurn);
    }
}
