namespace RnnCluster.Shared;

/// <summary>A clock that stands still: where nobody asks how long things take.</summary>
public sealed class StillClock : TimeProvider
{
    private StillClock()
    {
    }

    /// <summary>The only one.</summary>
    public static StillClock Instance { get; } = new();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

    /// <inheritdoc/>
    public override long GetTimestamp() => 0;
}
