using MessagePack;

namespace RnnCluster.Protocol.Events;

/// <summary>Somebody asked for something, and got an answer.</summary>
/// <param name="Who">Who asked, as the door knows them.</param>
/// <param name="Action">What was asked, in words.</param>
/// <param name="IsAccepted">Whether it is or will be done.</param>
/// <param name="Answer">What they were told.</param>
[MessagePackObject]
public sealed record OperatorActed(
    [property: Key(0)] string Who,
    [property: Key(1)] string Action,
    [property: Key(2)] bool IsAccepted,
    [property: Key(3)] string Answer) : RunEvent;
