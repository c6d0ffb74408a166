namespace RnnCluster.Protocol.Standing;

/// <summary>What a run is doing.</summary>
public enum RunState
{
    /// <summary>No step may be made: it has not begun, or is short of workers.</summary>
    Waiting = 0,

    /// <summary>Steps are made.</summary>
    Running = 1,

    /// <summary>An operator holds it.</summary>
    Paused = 2,

    /// <summary>Its bound is reached.</summary>
    Completed = 3,

    /// <summary>It ended before its bound and has a last state.</summary>
    Stopped = 4,

    /// <summary>It cannot go on, and has no last state.</summary>
    Failed = 5,
}
