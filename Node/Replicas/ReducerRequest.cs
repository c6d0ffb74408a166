using RnnCluster.Learning.Exchange;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>What is asked of the coordinator's reducer.</summary>
public abstract record ReducerRequest
{
    private ReducerRequest()
    {
    }

    /// <summary>The replica has come to a step: its slices may be reduced until it makes the next update.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Average">Where the averages of the step are collected.</param>
    internal sealed record Begin(Step Step, AverageBuffer Average) : ReducerRequest;

    /// <summary>Reduce a slice, as soon as the replica has reached the step.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Slice">The slice.</param>
    /// <param name="Terms">The sums of all shards.</param>
    /// <param name="IsShared">Whether the average is to be written down for others.</param>
    public sealed record Reduce(Step Step, int Slice, IReadOnlyList<SliceSum> Terms, bool IsShared)
        : ReducerRequest, IReleasable
    {
        /// <inheritdoc/>
        public void Release()
        {
            foreach (SliceSum term in Terms)
            {
                term.Release();
            }
        }
    }
}
