namespace RnnCluster.Protocol.Events;

/// <summary>What came damaged. The first two go from a worker to the coordinator, the next four to a worker.</summary>
public enum DamagedPart
{
    /// <summary>A slice of a subtree's sum.</summary>
    SliceSum = 0,

    /// <summary>A subtree's report: losses and carried states.</summary>
    ShardReport = 1,

    /// <summary>A slice of the averaged gradient.</summary>
    SliceAverage = 2,

    /// <summary>Carried states.</summary>
    CarriedState = 3,

    /// <summary>A part of a state.</summary>
    StatePart = 4,

    /// <summary>A part of the training symbols.</summary>
    DataPart = 5,

    /// <summary>A frame's head, either way: the connection ended with it.</summary>
    Head = 6,
}
