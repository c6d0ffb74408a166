using Akka.Actor;
using RnnCluster.Learning.Replicas;

namespace RnnCluster.Node.Replicas;

/// <content>
/// The run's files, which may wait for a disk that fails: the coordinator hears of it, attempts go on while no step is
/// made, and a checkpoint is reported as saved when it is written.
/// </content>
public sealed partial class ReplicaActor : IWithTimers
{
    /// <summary>Checkpoints that were asked for and are not on the disk: in the order in which they were.</summary>
    private readonly Queue<(int Amendments, IActorRef From)> unwritten = new();

    private IActorRef? filesWatcher;
    private (bool IsBehind, bool IsOutOfRoom) filesTold;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private void SaveCheckpoint(IActorRef from)
    {
        _ = home!.Journal!.SaveCheckpoint();
        unwritten.Enqueue((Replica.Amendments.Entries.Count, from));
    }

    /// <summary>After whatever may have written: tells what has changed, and asks itself to try again.</summary>
    private void MaybeTellOfFiles()
    {
        if (home?.Journal is not { } journal || hasFinished || hasFailed)
        {
            return;
        }

        while (!journal.IsBehind && unwritten.TryDequeue(out (int Amendments, IActorRef From) saved))
        {
            saved.From.Tell(new ReplicaReply.Saved(saved.Amendments), Self);
        }

        if (journal.IsBehind)
        {
            Timers.StartSingleTimer(
                nameof(ReplicaRequest.RetryFiles), new ReplicaRequest.RetryFiles(), journal.RetryIn);
        }

        (bool IsBehind, bool IsOutOfRoom) now = (journal.IsBehind, journal.IsOutOfRoom);
        if (now != filesTold)
        {
            filesTold = now;
            filesWatcher?.Tell(new ReplicaReply.FilesChanged(now.IsBehind, now.IsOutOfRoom), Self);
        }
    }
}
