namespace RnnCluster.Shared;

/// <summary>
/// Counts who still reads memory that its owner wants to write again: messages carry it without a copy. Safe for all
/// threads.
/// </summary>
public sealed class Loans : IPayloadOwner
{
    private int outstanding;

    /// <summary>Payloads that somebody holds: the memory may be written again at zero.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>Lends memory to its first holder.</summary>
    /// <param name="memory">The bytes, which stay as they are until they are given back.</param>
    public Payload Lend(Memory<byte> memory)
    {
        Interlocked.Increment(ref outstanding);
        return new Payload(memory, this);
    }

    void IPayloadOwner.Return(Payload payload) => Interlocked.Decrement(ref outstanding);
}
