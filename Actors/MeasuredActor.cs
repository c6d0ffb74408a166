using Akka.Actor;
using Akka.Dispatch;

namespace RnnCluster.Actors;

/// <summary>
/// An actor whose turns are counted and measured: see <see cref="ActorStatistics"/>.
/// </summary>
/// <remarks>
/// A message on loan that was handed to <see cref="UntypedActor.OnReceive"/> is the actor's to release, whether or not
/// an exception follows; <see cref="ActorBase.Unhandled"/> does it. Children that fail are restarted, ten times in a
/// minute at most: a fault that needs more is not one that a new instance mends.
/// </remarks>
public abstract class MeasuredActor : UntypedActor
{
    /// <summary>How often a child is restarted within <see cref="RestartWindow"/> before it is stopped.</summary>
    public const int RestartsMax = 10;

    private readonly ActorRecord record;

    /// <summary>Begins to count.</summary>
    protected MeasuredActor()
    {
        record = ActorHost.Of(Context.System).RecordOf(Self);
        record.OnMade(
            GetType().Name, Context.Props.Dispatcher == ActorSystems.DedicatedThread ? "pinned" : "pool");
    }

    /// <summary>One minute.</summary>
    public static TimeSpan RestartWindow { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override void AroundPreStart()
    {
        if (Context.Dispatcher is PinnedDispatcher)
        {
            Thread.CurrentThread.Name = Self.Path.ToStringWithoutAddress();
        }

        base.AroundPreStart();
    }

    /// <inheritdoc/>
    public override void AroundPostRestart(Exception cause, object message)
    {
        record.OnRestarted();
        base.AroundPostRestart(cause, message);
    }

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        long begun = record.BeginTurn();
        try
        {
            return base.AroundReceive(receive, message);
        }
        finally
        {
            record.EndTurn(begun);
        }
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        RestartsMax, RestartWindow, Akka.Actor.SupervisorStrategy.DefaultDecider.Decide);

    /// <summary>
    /// Lays the message of this turn aside; one that no longer fits is dropped and published, as at a full mailbox.
    /// </summary>
    /// <param name="stash">The actor's stash.</param>
    /// <param name="message">The message of this turn.</param>
    protected void StashOrDrop(IStash stash, object message)
    {
        ArgumentNullException.ThrowIfNull(stash);
        if (stash.IsFull)
        {
            Context.System.EventStream.Publish(new Akka.Event.Dropped(message, "the stash is full", Sender, Self));
            return;
        }

        stash.Stash();
    }
}
