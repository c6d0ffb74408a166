namespace RnnCluster.Training.Working;

/// <summary>How a worker ends.</summary>
public enum WorkerExit
{
    /// <summary>It left, or the run is over.</summary>
    Done = 0,

    /// <summary>It was not taken in: a user's mistake.</summary>
    Refused = 1,

    /// <summary>It could not go on.</summary>
    Failed = 2,

    /// <summary>It could not go on: the update is no finite number, here and on every other node.</summary>
    NonFinite = 3,
}
