namespace RnnCluster.Protocol.Events;

/// <summary>A node's part in the cluster.</summary>
public enum MemberState
{
    /// <summary>It has asked, and fetches spec and data.</summary>
    Joining = 0,

    /// <summary>It fetches the state and catches up.</summary>
    Syncing = 1,

    /// <summary>It computes.</summary>
    Up = 2,

    /// <summary>It goes: it answers what it owes and gets nothing more.</summary>
    Draining = 3,

    /// <summary>It is silent or stuck: its shards went to others; it may come back.</summary>
    Suspected = 4,

    /// <summary>It is gone.</summary>
    Down = 5,
}
