namespace RnnCluster.Shared;

/// <summary>
/// A fault of the world below the files: a disk that is full or broken, no file handles left. It is no mistake of the
/// user and no bug, and may pass. The command line prints the message alone, without a stack trace, and exits with
/// code 1.
/// </summary>
public sealed class StorageException : Exception
{
    /// <summary>Creates an empty exception.</summary>
    public StorageException()
    {
    }

    /// <summary>Creates an exception with the message that the user will read.</summary>
    /// <param name="message">Which file, and what the system says. One line.</param>
    public StorageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with the message that the user will read and the fault behind it.</summary>
    /// <param name="message">Which file, and what the system says. One line.</param>
    /// <param name="innerException">What the system said.</param>
    public StorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
