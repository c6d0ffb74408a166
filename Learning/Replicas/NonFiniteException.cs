namespace RnnCluster.Learning.Replicas;

/// <summary>
/// The loss or the gradient is no finite number. The update was not made: the state is still that of the last good
/// step.
/// </summary>
public sealed class NonFiniteException : Exception
{
    /// <summary>Creates an empty exception.</summary>
    public NonFiniteException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">Names step and shard, and what may help.</param>
    public NonFiniteException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">Names step and shard, and what may help.</param>
    /// <param name="innerException">The cause.</param>
    public NonFiniteException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
