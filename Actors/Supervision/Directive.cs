namespace RnnCluster.Actors.Supervision;

/// <summary>What a supervisor does about a child that failed.</summary>
public enum Directive
{
    /// <summary>The child goes on with its next message, its state as it is.</summary>
    Resume,

    /// <summary>A new instance takes over address and mailbox.</summary>
    Restart,

    /// <summary>The child ends.</summary>
    Stop,

    /// <summary>The supervisor fails itself, with the same exception.</summary>
    Escalate,
}
