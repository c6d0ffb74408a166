namespace RnnCluster.Dashboard.Access;

/// <summary>Who may use a route.</summary>
internal enum AccessLevel
{
    /// <summary>Everybody: it says nothing about the run.</summary>
    Open = 0,

    /// <summary>Everybody on a loopback address, elsewhere whoever shows the token.</summary>
    Read = 1,

    /// <summary>Whoever shows the token.</summary>
    Control = 2,
}
