namespace RnnCluster.Protocol;

/// <summary>
/// Bytes that are not this protocol: garbage, a frame cut short or too large, a value out of its range. The message
/// says what was expected, what was found and at which byte; the connection that it came from is of no more use.
/// </summary>
public class ProtocolException : Exception
{
    /// <summary>Creates an empty exception.</summary>
    public ProtocolException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What was expected, what was found, where. One line.</param>
    public ProtocolException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with the fault behind it.</summary>
    /// <param name="message">What was expected, what was found, where. One line.</param>
    /// <param name="innerException">The fault.</param>
    public ProtocolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
