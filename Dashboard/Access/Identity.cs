namespace RnnCluster.Dashboard.Access;

/// <summary>Who asks.</summary>
/// <param name="Address">Where from.</param>
/// <param name="HasToken">Whether they have shown the token, now or when they logged in.</param>
/// <param name="Session">Their session; null without one.</param>
internal sealed record Identity(string Address, bool HasToken, Session? Session)
{
    /// <summary>How the run's log names them.</summary>
    public override string ToString() =>
        $"{Address} ({(Session is not null ? "session" : HasToken ? "token" : "nobody")})";
}
