namespace RnnCluster.Actors.Tests;

/// <summary>An actor out of a lambda: what it does with a message.</summary>
internal sealed class Lambda(Action<IActorContext, object> onReceive, Action<IActorContext>? preStart = null) : Actor
{
    public static Props Props(Action<IActorContext, object> onReceive, Action<IActorContext>? preStart = null) =>
        Actors.Props.Create(() => new Lambda(onReceive, preStart));

    protected internal override void PreStart() => preStart?.Invoke(Context);

    protected internal override void OnReceive(object message) => onReceive(Context, message);
}
