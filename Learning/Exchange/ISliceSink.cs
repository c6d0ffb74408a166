using RnnCluster.Learning.Replicas;

namespace RnnCluster.Learning.Exchange;

/// <summary>Is told which parts of a group's sums are ready while the rest is still computed.</summary>
public interface ISliceSink
{
    /// <summary>
    /// A slice of a node's sum is final, and so are the node's loss and the carried states of its rows. Called once for
    /// each slice of each node, on any compute thread, also on several at once: it must be safe for all threads, must
    /// not block and should not allocate. The values stay until the group is computed again.
    /// </summary>
    /// <param name="sum">The node's sum; only this slice of it may be read yet.</param>
    /// <param name="slice">The slice.</param>
    void OnSlice(NodeSum sum, int slice);
}
