using RnnCluster.Actors.Supervision;
using RnnCluster.Shared;

namespace RnnCluster.Actors;

/// <summary>
/// Something that handles one message after the other, each in a turn that runs to completion: there is no await in it
/// and nothing to lock. What it knows it got in messages; what it wants it tells.
/// </summary>
/// <remarks>
/// Order of calls: constructor, <see cref="PreStart"/>, any number of <see cref="OnReceive"/>, <see cref="PostStop"/>.
/// A restart is <see cref="PreRestart"/> on the old instance, then constructor and <see cref="PostRestart"/> on the new
/// one; mailbox, stash, address and watches stay, timers and <see cref="IActorContext.Become"/> go. All calls come one
/// after the other, on the actor's dispatcher.
/// </remarks>
public abstract class Actor
{
    private IActorContext? context;

    /// <summary>
    /// How many messages may be laid aside, as many as wait in a mailbox by default: what came while an actor was not
    /// ready fits whole.
    /// </summary>
    protected internal virtual int StashCapacity => ActorSystemOptions.MailboxCapacityDefault;

    /// <summary>What happens to a child that fails; <see cref="SupervisorStrategy.Default"/> restarts it.</summary>
    protected internal virtual SupervisorStrategy SupervisorStrategy => SupervisorStrategy.Default;

    /// <summary>What the actor can do; there from <see cref="PreStart"/> on, not in the constructor.</summary>
    protected IActorContext Context
    {
        get
        {
            Ensure.That(context is not null);
            return context;
        }
    }

    /// <summary>The actor's own address.</summary>
    protected ActorRef Self => Context.Self;

    /// <summary>Who told the message of this turn.</summary>
    protected ActorRef Sender => Context.Sender;

    /// <summary>Handles a message. An exception goes to the supervisor, not to the sender.</summary>
    /// <param name="message">
    /// The message. One on loan is this actor's to release, whether or not an exception follows;
    /// <see cref="Unhandled"/> does it.
    /// </param>
    protected internal abstract void OnReceive(object message);

    /// <summary>Comes before the first message.</summary>
    protected internal virtual void PreStart()
    {
    }

    /// <summary>Comes last, after the children have ended, also when the actor failed.</summary>
    protected internal virtual void PostStop()
    {
    }

    /// <summary>Comes to the old instance before a restart. By default it stops the children and cleans up.</summary>
    /// <param name="cause">What left the actor.</param>
    /// <param name="message">The message of that turn, which is not handled again; null if there was none.</param>
    protected internal virtual void PreRestart(Exception cause, object? message)
    {
        foreach (ActorRef child in Context.Children)
        {
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>Comes to the new instance after a restart, before the next message. By default it starts.</summary>
    /// <param name="cause">What left the old instance.</param>
    protected internal virtual void PostRestart(Exception cause) => PreStart();

    /// <summary>Hands a message that the actor does not know to the dead letters, which release it.</summary>
    /// <param name="message">The message of this turn.</param>
    protected void Unhandled(object message) =>
        Context.System.Bury(message, Context.Sender, Context.Self, DeadLetterReason.Unhandled);

    internal void Bind(IActorContext cell)
    {
        // A factory that hands out one instance twice would let two actors share their state.
        Ensure.That(context is null);
        context = cell;
    }
}
