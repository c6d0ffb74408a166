namespace RnnCluster.Transport.Dialing;

/// <summary>What a <see cref="Dialer"/> does.</summary>
internal enum DialerState
{
    /// <summary>An attempt is under way.</summary>
    Attempting,

    /// <summary>The next attempt comes with the timer.</summary>
    Waiting,

    /// <summary>The peer is connected.</summary>
    Connected,

    /// <summary>Refused, given up or disposed.</summary>
    Ended,
}
