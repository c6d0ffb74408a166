using RnnCluster.Node.Replicas;
using RnnCluster.SimulationKit;

namespace RnnCluster.Node.Tests.Replicas;

/// <summary>A coordinator's replica whose disk takes nothing for a while.</summary>
public sealed class ReplicaFilesTests(TinyRun runs) : ReplicaTests(runs)
{
    private readonly TinyRun runs = runs;

    [Fact]
    public void ACheckpointIsSavedWhenItIsWrittenAndTheCoordinatorHearsOfTheWait()
    {
        ReplicaRig rig = Coordinator();
        TestProbe watcher = rig.Probe("watcher");
        rig.Tell(new ReplicaRequest.WatchFiles(), watcher);

        // A file in the folder's place: it cannot be made again, even by root.
        string output = runs.Output;
        Directory.Delete(output, recursive: true);
        File.WriteAllText(output, string.Empty);
        rig.Tell(new ReplicaRequest.SaveCheckpoint(0));
        rig.Asker.ExpectNoMsg();
        Assert.Equal(
            new ReplicaReply.FilesChanged(IsBehind: true, IsOutOfRoom: false),
            watcher.ExpectMsg<ReplicaReply.FilesChanged>());
        rig.MakeStep();
        rig.Advance(TimeSpan.FromSeconds(30));
        watcher.ExpectNoMsg();

        File.Delete(output);
        rig.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(new ReplicaReply.Saved(0), rig.Asker.ExpectMsg<ReplicaReply.Saved>());
        Assert.Equal(
            new ReplicaReply.FilesChanged(IsBehind: false, IsOutOfRoom: false),
            watcher.ExpectMsg<ReplicaReply.FilesChanged>());
        Assert.Single(File.ReadAllLines(Path.Join(output, "metrics.jsonl")));
        Assert.True(Directory.Exists(Path.Join(output, "checkpoint-0000000000")));
    }

    [Fact]
    public void ALineThatTheDiskDoesNotTakeAfterAValidationIsTriedAgainThoughNothingIsAskedFor()
    {
        ReplicaRig rig = Validating("line-of-a-validation");
        TestProbe watcher = rig.Probe("watcher");
        rig.Tell(new ReplicaRequest.WatchFiles(), watcher);
        string output = runs.Folder("line-of-a-validation");
        Directory.Delete(output, recursive: true);
        File.WriteAllText(output, string.Empty);
        rig.MakeStep();
        Assert.Equal(
            new ReplicaReply.FilesChanged(IsBehind: true, IsOutOfRoom: false),
            watcher.ExpectMsg<ReplicaReply.FilesChanged>());

        File.Delete(output);
        rig.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(
            new ReplicaReply.FilesChanged(IsBehind: false, IsOutOfRoom: false),
            watcher.ExpectMsg<ReplicaReply.FilesChanged>());
        Assert.Single(File.ReadAllLines(Path.Join(output, "metrics.jsonl")));
    }
}
