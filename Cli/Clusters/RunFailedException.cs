namespace RnnCluster.Cli.Clusters;

/// <summary>A run ended by a fault of the world: a disk, a connection, a process that is gone.</summary>
internal sealed class RunFailedException : Exception
{
    public RunFailedException()
    {
    }

    /// <param name="message">One sentence for a person.</param>
    public RunFailedException(string message)
        : base(message)
    {
    }

    /// <param name="message">One sentence for a person.</param>
    /// <param name="innerException">The cause.</param>
    public RunFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
