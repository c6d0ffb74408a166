namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>All that a run left behind, to the bit.</summary>
/// <param name="Lines">By step: bits of loss and norm, hash of the averaged gradient, chained digest.</param>
/// <param name="Clipped">How many steps were clipped.</param>
/// <param name="StateHash">The state at the end.</param>
internal sealed record RunTrace(IReadOnlyList<string> Lines, int Clipped, string StateHash)
{
    /// <summary>
    /// Demands that another execution, of all steps or of the last ones, left the same; what differs first is shown.
    /// </summary>
    public void EnsureSame(RunTrace other)
    {
        foreach ((string expected, string actual) in Lines.TakeLast(other.Lines.Count).Zip(other.Lines))
        {
            Assert.Equal(expected, actual);
        }

        Assert.Equal(StateHash, other.StateHash);
    }
}
