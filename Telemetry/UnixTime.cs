namespace RnnCluster.Telemetry;

/// <summary>Moments as Prometheus and TensorBoard have them.</summary>
internal static class UnixTime
{
    /// <summary>Seconds since 1970, in UTC.</summary>
    public static double SecondsOf(DateTimeOffset moment) =>
        (double)(moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
}
