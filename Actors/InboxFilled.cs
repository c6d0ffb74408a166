namespace RnnCluster.Actors;

/// <summary>Told to the reader of a <see cref="StreamInbox{TEvent, TStamped}"/>: there is something to take.</summary>
public sealed record InboxFilled
{
    private InboxFilled()
    {
    }

    /// <summary>The one message.</summary>
    public static InboxFilled Instance { get; } = new();
}
