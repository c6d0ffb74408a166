using Akka.Actor;

namespace RnnCluster.Node.Replicas;

/// <summary>A step whose update is made, and for which something is left to do: its validation.</summary>
/// <param name="Waiting">Who waits for the end of it.</param>
/// <param name="Reply">What it is told then.</param>
internal sealed record ClosingStep(IActorRef Waiting, ReplicaReply Reply)
{
    /// <summary>Whether a request is about the state that is validated, not about the step after it.</summary>
    public static bool Serves(ReplicaRequest request) => request is
        ReplicaRequest.TakeSnapshot or ReplicaRequest.SaveCheckpoint or ReplicaRequest.Finish or ReplicaRequest.Amend;

    /// <summary>Do another piece of what is left.</summary>
    public sealed record Continue;
}
