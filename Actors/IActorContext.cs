namespace RnnCluster.Actors;

/// <summary>
/// What an actor can see and do. Its members are for the actor's own turns, except <see cref="Self"/>,
/// <see cref="Parent"/> and <see cref="System"/>, which never change.
/// </summary>
public interface IActorContext
{
    /// <summary>The actor's own address; a restart keeps it.</summary>
    ActorRef Self { get; }

    /// <summary>Who told the message of this turn; the dead letters if nobody is to be answered.</summary>
    ActorRef Sender { get; }

    /// <summary>Who spawned the actor and supervises it.</summary>
    ActorRef Parent { get; }

    /// <summary>The children that have not ended yet, in the order in which they were spawned.</summary>
    IReadOnlyList<ActorRef> Children { get; }

    /// <summary>The system.</summary>
    ActorSystem System { get; }

    /// <summary>Messages to itself, later.</summary>
    Timers Timers { get; }

    /// <summary>Starts a child. It runs on its own; this returns before its <see cref="Actor.PreStart"/>.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Unique among the living children; null for a numbered one.</param>
    /// <exception cref="ArgumentException">The name is taken, empty, too long, has a slash or a leading $.</exception>
    ActorRef Spawn(Props props, string? name = null);

    /// <summary>Stops a child or this actor after its current turn; what waits in its mailbox is dead.</summary>
    /// <param name="actor">This actor or one of its children.</param>
    void Stop(ActorRef actor);

    /// <summary>
    /// From now on <see cref="Terminated"/> comes, exactly once, when the other has ended; also if it has already.
    /// </summary>
    /// <param name="actor">The other; watching it twice is watching it once.</param>
    void Watch(ActorRef actor);

    /// <summary>Takes back a watch: <see cref="Terminated"/> does not come, even from the mailbox.</summary>
    /// <param name="actor">The other.</param>
    void Unwatch(ActorRef actor);

    /// <summary>
    /// Asks without waiting. The answer is told to this actor as any message, its sender being whoever answered;
    /// without an answer in time, <see cref="AskTimedOut"/> is. A later answer is a dead letter.
    /// </summary>
    /// <param name="target">Whom to ask.</param>
    /// <param name="question">What.</param>
    /// <param name="timeout">How long the answer may take, above zero.</param>
    void Ask(ActorRef target, object question, TimeSpan timeout);

    /// <summary>From the next message on, this handles messages in place of OnReceive, until a restart.</summary>
    /// <param name="behavior">What handles messages; null for OnReceive again.</param>
    void Become(Action<object>? behavior);

    /// <summary>
    /// Lays the message of this turn aside. Above <see cref="Actor.StashCapacity"/> it is a dead letter.
    /// </summary>
    void Stash();

    /// <summary>
    /// Puts what was laid aside back in front of the mailbox, in its old order. A restart does it by itself.
    /// </summary>
    void UnstashAll();
}
