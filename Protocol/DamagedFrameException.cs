namespace RnnCluster.Protocol;

/// <summary>
/// A frame's head that is not what its sender wrote: bits changed on the way. It says nothing about the sender, but
/// nobody knows any more where the next frame begins.
/// </summary>
public sealed class DamagedFrameException : ProtocolException
{
    /// <summary>Creates an empty exception.</summary>
    public DamagedFrameException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What does not fit. One line.</param>
    public DamagedFrameException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with the fault behind it.</summary>
    /// <param name="message">What does not fit. One line.</param>
    /// <param name="innerException">The fault.</param>
    public DamagedFrameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
