namespace RnnCluster.Transport.Faults;

/// <summary>What happens to a message on its way into a transport.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>Nothing: it goes on.</summary>
    public sealed record None : Fault
    {
        /// <summary>There is one.</summary>
        public static None Instance { get; } = new();
    }

    /// <summary>It goes on later, and what follows on the same connection and kind waits behind it.</summary>
    /// <param name="By">How much later.</param>
    public sealed record Delay(TimeSpan By) : Fault;

    /// <summary>It goes on twice.</summary>
    public sealed record Duplicate : Fault;

    /// <summary>The connection is closed in its place; the message is a dead letter.</summary>
    public sealed record Cut : Fault;
}
