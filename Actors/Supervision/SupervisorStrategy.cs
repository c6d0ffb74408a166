namespace RnnCluster.Actors.Supervision;

/// <summary>One-for-one supervision: what happens to a child that failed, and to it alone.</summary>
public sealed class SupervisorStrategy
{
    /// <summary>
    /// Restarts a child within <see cref="WindowDefault"/> before it is stopped for good: a fault that needs more is
    /// not one that a new instance mends.
    /// </summary>
    public const int RestartsMaxDefault = 10;

    /// <summary>Makes a strategy.</summary>
    /// <param name="decider">From the exception to the directive. If it throws, that is escalated.</param>
    /// <param name="restartsMax">How many restarts a child has within the window; one more is a stop.</param>
    /// <param name="window">The window, one minute by default.</param>
    /// <param name="backoff">Pauses before restarts; null for none.</param>
    public SupervisorStrategy(
        Func<Exception, Directive> decider,
        int restartsMax = RestartsMaxDefault,
        TimeSpan? window = null,
        RestartBackoff? backoff = null)
    {
        ArgumentNullException.ThrowIfNull(decider);
        ArgumentOutOfRangeException.ThrowIfNegative(restartsMax);
        Decider = decider;
        RestartsMax = restartsMax;
        Window = window ?? WindowDefault;
        Backoff = backoff;
    }

    /// <summary>One minute.</summary>
    public static TimeSpan WindowDefault { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Restarts whatever happened, within the default limit, without pauses.</summary>
    public static SupervisorStrategy Default { get; } = new(_ => Directive.Restart);

    /// <summary>Stops a child that failed.</summary>
    public static SupervisorStrategy Stopping { get; } = new(_ => Directive.Stop);

    /// <summary>Escalates whatever happened.</summary>
    public static SupervisorStrategy Escalating { get; } = new(_ => Directive.Escalate);

    /// <summary>From the exception to the directive.</summary>
    public Func<Exception, Directive> Decider { get; }

    /// <summary>How many restarts a child has within the window.</summary>
    public int RestartsMax { get; }

    /// <summary>The window that restarts are counted in; it ends now.</summary>
    public TimeSpan Window { get; }

    /// <summary>Pauses before restarts; null for none.</summary>
    public RestartBackoff? Backoff { get; }
}
