using RnnCluster.Shared;

namespace RnnCluster.Training.Coordinating;

/// <summary>
/// What the replicas' states should be: the digests of the local replica by step, as far back as a follower may lag.
/// </summary>
internal sealed class DigestLedger
{
    /// <summary>A follower that lags by more is not compared: it is measured by its snapshot's digest again.</summary>
    private const int StepsMax = 256;

    private readonly Queue<(Step Step, UInt128 Digest)> known = new();
    private readonly Queue<(NodeId Node, Step Step, UInt128 Digest)> early = new();

    /// <summary>The newest step whose digest is known.</summary>
    public Step Newest { get; private set; } = new(-1);

    /// <summary>The digest of the newest step.</summary>
    public UInt128 NewestDigest { get; private set; }

    /// <summary>The local replica has reached a step.</summary>
    /// <returns>The nodes that reached it earlier, in another state.</returns>
    public IReadOnlyList<NodeId> OnLocal(Step step, UInt128 digest)
    {
        Newest = step;
        NewestDigest = digest;
        known.Enqueue((step, digest));
        if (known.Count > StepsMax)
        {
            known.Dequeue();
        }

        var different = new List<NodeId>();
        for (int count = early.Count; count > 0; count--)
        {
            (NodeId Node, Step Step, UInt128 Digest) report = early.Dequeue();
            if (report.Step > step)
            {
                early.Enqueue(report);
            }
            else if (IsDifferent(report.Node, report.Step, report.Digest))
            {
                different.Add(report.Node);
            }
        }

        return different;
    }

    /// <summary>Whether a node's state is another one. What cannot be said yet is kept until it can.</summary>
    public bool IsDifferent(NodeId node, Step step, UInt128 digest)
    {
        if (step > Newest)
        {
            if (early.Count < StepsMax)
            {
                early.Enqueue((node, step, digest));
            }

            return false;
        }

        foreach ((Step other, UInt128 expected) in known)
        {
            if (other == step)
            {
                return expected != digest;
            }
        }

        return false;
    }
}
