using Akka.Event;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>
/// Publishes what happens in a run's journal. Warnings from before the coordinator began are not among them: the
/// command that opened the run shows those.
/// </summary>
internal sealed class JournalEvents(EventStream stream, TimeProvider time) : ITrainingObserver
{
    private long last = time.GetTimestamp();

    public void OnStep(in StepReport report)
    {
        long now = time.GetTimestamp();
        stream.Publish(new StepCompleted(
            report.Step,
            report.Loss,
            report.Rate,
            report.Norm,
            report.IsClipped,
            new UInt128(report.Digest.High, report.Digest.Low),
            time.GetElapsedTime(last, now)));
        last = now;
    }

    public void OnValidated(Step step, double loss, TimeSpan duration) =>
        stream.Publish(new RunValidated(step, loss, duration));

    public void OnSample(Step step, string text) => stream.Publish(new SampleWritten(step, text));

    public void OnCheckpoint(CheckpointReceipt written) => stream.Publish(new CheckpointWritten(
        written.Step, written.StateHash, written.Bytes, written.Snapshot, written.Write, written.Flush));

    public void OnWarning(string message) => stream.Publish(new RunWarned(message));
}
