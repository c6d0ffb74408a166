namespace RnnCluster.Protocol.Wire;

/// <summary>The language of this build.</summary>
public static class ProtocolVersions
{
    /// <summary>Raised when an older build would misread a message.</summary>
    public const int Current = 8;

    /// <summary>From this version on every frame has checks.</summary>
    internal const int FirstWithChecks = 6;
}
