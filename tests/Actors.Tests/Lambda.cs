using Akka.Actor;

namespace RnnCluster.Actors.Tests;

/// <summary>An actor out of a lambda: what it does with a message. An exception that it is told leaves it.</summary>
internal sealed class Lambda(Action<Lambda, object> onReceive, Action<Lambda>? preStart = null)
    : MeasuredActor, IWithTimers, IWithStash
{
    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public new IActorRef Self => base.Self;

    public new IActorRef Sender => base.Sender;

    public IActorContext Cell => Context;

    public static Props Props(Action<Lambda, object> onReceive, Action<Lambda>? preStart = null) =>
        ActorProps.Of(() => new Lambda(onReceive, preStart));

    /// <summary>As an actor that does not know a message.</summary>
    public void Refuse(object message) => Unhandled(message);

    public void Keep(object message) => StashOrDrop(Stash, message);

    protected override void PreStart() => preStart?.Invoke(this);

    protected override void OnReceive(object message)
    {
        if (message is Exception exception)
        {
            throw exception;
        }

        onReceive(this, message);
    }
}
