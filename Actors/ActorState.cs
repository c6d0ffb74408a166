namespace RnnCluster.Actors;

/// <summary>Where an actor is in its life.</summary>
public enum ActorState
{
    /// <summary>It handles messages, or will as soon as one comes.</summary>
    Running,

    /// <summary>An exception left it; its messages wait for the supervisor's directive.</summary>
    Failed,

    /// <summary>Its old instance is gone, the new one waits until the children that were stopped have ended.</summary>
    Restarting,

    /// <summary>It waits until its children have ended.</summary>
    Stopping,

    /// <summary>It has ended.</summary>
    Terminated,
}
