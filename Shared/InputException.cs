namespace RnnCluster.Shared;

/// <summary>
/// A mistake in what the user gave: a spec, a file, an argument. The message says where it is, what was expected and
/// what to do; the command line prints it alone, without a stack trace, and exits with code 2.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Creates an empty exception.</summary>
    public InputException()
    {
    }

    /// <summary>Creates an exception with the message that the user will read.</summary>
    /// <param name="message">Where, what was expected, what to do. One line.</param>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with the message that the user will read and the fault behind it.</summary>
    /// <param name="message">Where, what was expected, what to do. One line.</param>
    /// <param name="innerException">The fault that revealed the mistake.</param>
    public InputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
