namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>From which call on a file on a bad sector fails.</summary>
public enum SectorFailure
{
    /// <summary>The system cannot even say whether it is there.</summary>
    Look,

    /// <summary>It cannot be opened.</summary>
    Open,

    /// <summary>It is opened and knows its length, and no byte of it can be read.</summary>
    Read,
}
