using System.Globalization;
using Akka.Actor;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Replicas;
using RnnCluster.Node.Transfers;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Simulation.Tests;

/// <summary>A message in one line, without what differs between two runs of a seed: no memory, no hash codes.</summary>
internal static class Words
{
    /// <summary>An actor by its path, without the number that Akka draws for each.</summary>
    public static string Of(IActorRef actor) => actor is RemoteRef remote
        ? $"{remote.Peer}{remote.RemotePath}"
        : actor.Path.ToStringWithoutAddress();

    public static string Of(object message) => message switch
    {
        SliceSum sum =>
            $"SliceSum {sum.Step} {sum.Subtree} slice {sum.Slice} plan {sum.PlanVersion} {Of(sum.Encoding, sum.Payload)}",
        ShardReport report => Line($"ShardReport {report.Step} {report.Subtree} loss {report.Loss:R}"),
        SliceAverage average =>
            $"SliceAverage {average.Step} slice {average.Slice} {Of(average.Encoding, average.Payload)}",
        CarriedState carried => $"CarriedState {carried.Step} {carried.Subtree}",
        RoundClosed closed => Line($"RoundClosed {closed.Step} loss {closed.Loss:R} amendments {closed.Amendments}"),
        PlanAnnounced plan => $"PlanAnnounced {plan.Version} from {plan.From}: {Join(plan.Assignments)}",
        ShardsAssigned more => $"ShardsAssigned {more.Step} {more.Reason} {string.Join(' ', more.Subtrees)}",
        SnapshotChunk chunk => $"SnapshotChunk {chunk.Step} at {chunk.Offset} of {chunk.Total}",
        ContentChunk chunk => $"ContentChunk at {chunk.Offset} of {chunk.Total}",
        PartTaken taken => $"PartTaken {taken.Hash[..8]} at {taken.Offset}",
        TransferRequest.SendContent send => $"SendContent to {Of(send.To)}",
        TransferRequest.SendSnapshot send => $"SendSnapshot {send.Step} to {Of(send.To)}",
        TransferStalled stalled => $"TransferStalled {Of(stalled.To)}: {stalled.Reason}",
        Terminated gone => $"Terminated {Of(gone.ActorRef)}",
        JoinAccepted accepted => $"JoinAccepted term {accepted.Term}",
        JoinRequest join => $"JoinRequest {join.Node} at {join.At}",
        ReplicaRequest.Compute compute => $"Compute {compute.Step} {string.Join(' ', compute.Subtrees)}",
        ReducerRequest.Reduce reduce => $"Reduce {reduce.Step} slice {reduce.Slice}",
        ReplicaRequest.StoreAverage store => $"StoreAverage {store.Average.Step} slice {store.Average.Slice}",
        ReplicaRequest.StoreCarried store => $"StoreCarried {store.State.Step} {store.State.Subtree}",
        ReplicaRequest.LoadSnapshot load => $"LoadSnapshot {load.Chunk.Step} at {load.Chunk.Offset}",
        ReplicaRequest.TakeSnapshot take => $"TakeSnapshot {take.Step}",
        ReplicaReply.SnapshotTaken taken => $"SnapshotTaken {taken.Snapshot.Step} of {taken.Snapshot.Length}",
        ReplicaReply.Reduced reduced => $"Reduced {reduced.Step} slice {reduced.Slice}",
        ReplicaReply.Computed computed => $"Computed {computed.Step} {string.Join(' ', computed.Subtrees)}",
        ReplicaReply.Applied applied => $"Applied {applied.Step} {applied.Digest:x32}",
        Transport.Events.PeerConnected connected => $"PeerConnected {connected.Peer}/{connected.Incarnation}",
        Worker.WorkerCommand.Connect => "Connect",
        Worker.WorkerCommand.Host => "Host",
        Coordinator.CoordinatorCommand.Start => "Start",
        Protocol.Events.PlanChanged plan => $"PlanChanged {plan.Version} from {plan.From}: {Join(plan.Assignments)}",
        Protocol.Events.ShardsMoved moved =>
            $"ShardsMoved {moved.Step} {moved.From} to {moved.To} {moved.Reason} {string.Join(' ', moved.Subtrees)}",
        RunResult result => result.ToString(),
        _ => Convert.ToString(message, CultureInfo.InvariantCulture)!,
    };

    private static string Of(SliceEncoding encoding, Payload payload) => $"{encoding} {payload.Length}";

    private static string Join(IReadOnlyList<Assignment> assignments) => string.Join(
        ", ", assignments.Select(assignment => $"{assignment.Node} {string.Join(' ', assignment.Subtrees)}"));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
