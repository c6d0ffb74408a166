namespace RnnCluster.Protocol.Events;

/// <summary>Somebody asked for something, and got an answer.</summary>
/// <param name="Who">Who asked, as the door knows them.</param>
/// <param name="Action">What was asked, in words.</param>
/// <param name="IsAccepted">Whether it is or will be done.</param>
/// <param name="Answer">What they were told.</param>
public sealed record OperatorActed(string Who, string Action, bool IsAccepted, string Answer) : RunEvent;
