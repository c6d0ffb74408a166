using Akka.Actor;

namespace RnnCluster.Node.Transfers;

/// <summary>Told to the transfers' parent: a worker does not take what it asked for, and gets no more of it.</summary>
/// <param name="To">The worker.</param>
/// <param name="Reason">What it did, for a person: "took nothing of what it asked for in 10 s".</param>
public sealed record TransferStalled(IActorRef To, string Reason);
