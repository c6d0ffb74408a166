namespace RnnCluster.Shared;

/// <summary>Whose fault it is that something cannot go on, as far as an answer to it differs.</summary>
public enum FailureKind
{
    /// <summary>A fault of the world: a disk, a connection, a process that is gone, data that came damaged.</summary>
    World = 0,

    /// <summary>A mistake of the user, which the reason says how to mend.</summary>
    Mistake = 1,

    /// <summary>Loss, gradient or update is no finite number: the run may go on with another rate.</summary>
    NonFinite = 2,
}
