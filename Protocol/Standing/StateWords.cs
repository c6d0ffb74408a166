using System.Diagnostics;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Protocol.Standing;

/// <summary>The words for states: the same on the page, in metrics and in logs.</summary>
public static class StateWords
{
    /// <summary>A run's state as a word.</summary>
    /// <param name="state">The state.</param>
    public static string Of(RunState state) => state switch
    {
        RunState.Waiting => "waiting",
        RunState.Running => "running",
        RunState.Paused => "paused",
        RunState.Completed => "completed",
        RunState.Stopped => "stopped",
        RunState.Failed => "failed",
        _ => throw new UnreachableException(),
    };

    /// <summary>A node's state as a word.</summary>
    /// <param name="state">The state.</param>
    public static string Of(MemberState state) => state switch
    {
        MemberState.Joining => "joining",
        MemberState.Syncing => "syncing",
        MemberState.Up => "up",
        MemberState.Draining => "draining",
        MemberState.Suspected => "suspected",
        MemberState.Down => "down",
        _ => throw new UnreachableException(),
    };
}
