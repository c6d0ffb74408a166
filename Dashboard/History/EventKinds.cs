namespace RnnCluster.Dashboard.History;

/// <summary>The words of the API for kinds and severities of events.</summary>
internal static class EventKinds
{
    public const string Member = "member";
    public const string Plan = "plan";
    public const string Moved = "moved";
    public const string Waiting = "waiting";
    public const string Paused = "paused";
    public const string Amendment = "amendment";
    public const string Damage = "damage";
    public const string Warning = "warning";
    public const string Validation = "validation";
    public const string Checkpoint = "checkpoint";
    public const string Operator = "operator";
    public const string Failure = "failure";
    public const string Stopped = "stopped";

    public const string SeverityInfo = "info";
    public const string SeverityWarning = "warning";
    public const string SeverityError = "error";
}
