using RnnCluster.Actors.Dispatchers;

namespace RnnCluster.Actors;

/// <summary>How to make an actor: its factory, which a restart calls again, and where and how it runs.</summary>
public sealed record Props
{
    private Props(Func<Actor> factory) => Factory = factory;

    /// <summary>Makes a new instance, in the actor's first turn and on its dispatcher.</summary>
    public Func<Actor> Factory { get; }

    /// <summary>What runs the actor's turns; null for the system's own. A manual system ignores it.</summary>
    public Dispatcher? Dispatcher { get; private init; }

    /// <summary>How many messages may wait; null for the system's default.</summary>
    public int? MailboxCapacity { get; private init; }

    /// <summary>Props with a factory.</summary>
    /// <param name="factory">Makes a new instance each time.</param>
    public static Props Create(Func<Actor> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new Props(factory);
    }

    /// <summary>The same with a dispatcher.</summary>
    /// <param name="dispatcher">What runs the actor's turns.</param>
    public Props WithDispatcher(Dispatcher dispatcher) => this with { Dispatcher = dispatcher };

    /// <summary>The same with a bound for the mailbox.</summary>
    /// <param name="capacity">How many messages may wait, at least 1.</param>
    public Props WithMailboxCapacity(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return this with { MailboxCapacity = capacity };
    }
}
