using MessagePack;

namespace RnnCluster.Protocol.Contracts;

/// <summary>What is wrong with bytes, as the one exception that a connection knows.</summary>
internal static class Faults
{
    /// <summary>Whether an exception says that the bytes are wrong, and not the program.</summary>
    public static bool IsOfBytes(Exception error) =>
        error is ProtocolException or MessagePackSerializationException or EndOfStreamException or OverflowException;

    /// <summary>Names where a fault is.</summary>
    /// <param name="place">The message and its field.</param>
    /// <param name="start">The byte where the field begins.</param>
    /// <param name="error">What was thrown.</param>
    public static ProtocolException At(string place, long start, Exception error) => error switch
    {
        ProtocolException => new ProtocolException($"{place}: {error.Message}", error),
        EndOfStreamException => new ProtocolException(
            $"{place}: the value at byte {start} needs more bytes than are left", error),
        _ => new ProtocolException($"{place}: the value at byte {start} is not MessagePack: {error.Message}", error),
    };
}
