using System.Diagnostics.CodeAnalysis;
using RnnCluster.Shared;

namespace RnnCluster.Actors;

/// <summary>Tells every event to those who want its type, in the order of their subscriptions.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is Akka's word, and nobody takes it for a System.IO.Stream.")]
public sealed class EventStream
{
    private readonly Lock gate = new();

    /// <summary>Replaced, never changed: publishing reads it without the lock.</summary>
    private Subscription[] subscriptions = [];

    internal EventStream()
    {
    }

    /// <summary>From now on the subscriber is told events of this type and of types derived from it.</summary>
    /// <typeparam name="T">The type of the events.</typeparam>
    /// <param name="subscriber">Whom to tell. An actor's subscriptions end with it.</param>
    public void Subscribe<T>(ActorRef subscriber) => Subscribe(subscriber, typeof(T));

    /// <summary>From now on the subscriber is told events of this type and of types derived from it.</summary>
    /// <param name="subscriber">Whom to tell. An actor's subscriptions end with it.</param>
    /// <param name="type">The type of the events.</param>
    public void Subscribe(ActorRef subscriber, Type type)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(type);
        var subscription = new Subscription(subscriber, type);
        lock (gate)
        {
            if (!subscriptions.Contains(subscription))
            {
                Volatile.Write(ref subscriptions, [.. subscriptions, subscription]);
            }
        }
    }

    /// <summary>Ends all subscriptions of a subscriber.</summary>
    /// <param name="subscriber">Whom not to tell any more.</param>
    public void Unsubscribe(ActorRef subscriber)
    {
        lock (gate)
        {
            if (Array.Exists(subscriptions, subscription => subscription.Subscriber.Equals(subscriber)))
            {
                Volatile.Write(
                    ref subscriptions,
                    [.. subscriptions.Where(subscription => !subscription.Subscriber.Equals(subscriber))]);
            }
        }
    }

    /// <summary>Tells an event to its subscribers, to each once.</summary>
    /// <param name="message">The event. It is no loan: no one of many receivers could be the one to release it.</param>
    public void Publish(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Ensure.That(message is not IReleasable);
        Subscription[] current = Volatile.Read(ref subscriptions);
        for (int index = 0; index < current.Length; index++)
        {
            ActorRef subscriber = current[index].Subscriber;
            if (current[index].Type.IsInstanceOfType(message) && !IsToldBefore(current, index, message))
            {
                subscriber.Tell(message);
            }
        }
    }

    private static bool IsToldBefore(Subscription[] current, int index, object message)
    {
        for (int before = 0; before < index; before++)
        {
            if (current[before].Subscriber.Equals(current[index].Subscriber)
                && current[before].Type.IsInstanceOfType(message))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Subscription(ActorRef Subscriber, Type Type);
}
