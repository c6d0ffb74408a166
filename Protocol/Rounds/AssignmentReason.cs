namespace RnnCluster.Protocol.Rounds;

/// <summary>Why a worker is given shards that another one held.</summary>
public enum AssignmentReason
{
    /// <summary>The other one is gone, silent or stuck.</summary>
    Reassigned = 0,

    /// <summary>The other one is slow: whoever answers first counts, and the second answer is dropped.</summary>
    Speculated = 1,
}
