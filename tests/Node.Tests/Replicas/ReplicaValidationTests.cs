using System.Text;
using RnnCluster.Learning.Snapshots;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Node.Tests.Replicas;

/// <summary>
/// Validation as a phase of many turns. The gate is the mailbox: what is asked together with the update stands between
/// it and the first window.
/// </summary>
public sealed class ReplicaValidationTests(TinyRun runs) : ReplicaTests(runs)
{
    private const string Checkpoint = "checkpoint-0000000001/manifest.json";

    [Fact]
    public void AStopThatComesInAValidationIsServedBeforeItIsDone()
    {
        ReplicaRig rig = Validating("stopped");
        double loss = rig.Reduce();
        Send(rig, new ReplicaRequest.Apply(Step.Zero, loss), new ReplicaRequest.Finish(0) { IsStop = true });

        ReplicaReply.Finished finished = rig.Asker.ExpectMsg<ReplicaReply.Finished>();
        Assert.Equal((new Step(1), true), (finished.Result.Step, finished.Result.OwesValidation));
        rig.Asker.ExpectNoMsg();
        Assert.Contains("\"owed\"", Encoding.UTF8.GetString(Read("stopped", Checkpoint)), StringComparison.Ordinal);
        Assert.Empty(Read("stopped", "metrics.jsonl"));
    }

    [Fact]
    public void WhatARunOwesIsMadeBeforeItsNextStepAndTheFilesAreThoseOfTheCalmRun()
    {
        ReplicaRig stopped = Validating("resumed");
        double loss = stopped.Reduce();
        Send(stopped, new ReplicaRequest.Apply(Step.Zero, loss), new ReplicaRequest.Finish(0) { IsStop = true });
        _ = stopped.Asker.ExpectMsg<ReplicaReply.Finished>();

        ReplicaRig resumed = Validating("resumed");
        ReplicaRig calm = Validating("calm");
        calm.MakeStep();
        Send(resumed, new ReplicaRequest.Settle(), Compute(resumed, new Step(1)));
        Assert.Equal(
            new ReplicaReply.Settled(new Step(1), calm.Home.Digest), resumed.Asker.ExpectMsg<ReplicaReply.Settled>());
        _ = resumed.Asker.ExpectMsg<ReplicaReply.Computed>();
        ReleaseAnswers(resumed);
        foreach (ReplicaRig rig in (ReplicaRig[])[calm, resumed])
        {
            rig.MakeStep();
            rig.Tell(new ReplicaRequest.Finish(0));
            Assert.False(rig.Asker.ExpectMsg<ReplicaReply.Finished>().Result.OwesValidation);
        }

        foreach (string name in (string[])["metrics.jsonl", "checkpoint-0000000002/manifest.json"])
        {
            Assert.Equal(Read("calm", name), Read("resumed", name));
        }
    }

    [Fact]
    public void ACopyOfTheStateAndACheckpointDoNotWaitForAValidation()
    {
        ReplicaRig rig = Validating("served");
        double loss = rig.Reduce();
        Send(
            rig,
            new ReplicaRequest.Apply(Step.Zero, loss),
            Compute(rig, new Step(1)),
            new ReplicaRequest.TakeSnapshot(new Step(1), ReplicaSnapshot.ChunkBytes),
            new ReplicaRequest.Amend(new Step(5), 0.5),
            new ReplicaRequest.SaveCheckpoint(1));

        ReplicaReply.SnapshotTaken taken = rig.Asker.ExpectMsg<ReplicaReply.SnapshotTaken>();
        Assert.Equal(new Step(1), taken.Snapshot.Step);
        taken.Release();
        Assert.Equal(new ReplicaReply.Saved(1), rig.Asker.ExpectMsg<ReplicaReply.Saved>());
        Assert.Equal(new Step(1), rig.Asker.ExpectMsg<ReplicaReply.Applied>().Step);
        Assert.Equal(new Step(1), rig.Asker.ExpectMsg<ReplicaReply.Computed>().Step);
        ReleaseAnswers(rig);
        Assert.NotEmpty(Read("served", "metrics.jsonl"));
    }

    [Fact]
    public void AnEndThatIsNoStopWaitsForTheValidation()
    {
        ReplicaRig rig = Validating("ended");
        double loss = rig.Reduce();
        Send(rig, new ReplicaRequest.Apply(Step.Zero, loss), new ReplicaRequest.Finish(0));

        _ = rig.Asker.ExpectMsg<ReplicaReply.Applied>();
        Assert.False(rig.Asker.ExpectMsg<ReplicaReply.Finished>().Result.OwesValidation);
    }

    [Fact]
    public void AStopOvertakesAnEndThatWaits()
    {
        ReplicaRig rig = Validating("overtaken");
        double loss = rig.Reduce();
        Send(
            rig,
            new ReplicaRequest.Apply(Step.Zero, loss),
            new ReplicaRequest.Finish(0),
            new ReplicaRequest.Finish(0) { IsStop = true });

        Assert.True(rig.Asker.ExpectMsg<ReplicaReply.Finished>().Result.OwesValidation);
        rig.Asker.ExpectNoMsg();
    }

    [Fact]
    public void WhatIsStashedInAValidationIsGivenBackAtAStop()
    {
        ReplicaRig rig = Validating("given-back");
        double loss = rig.Reduce();
        Send(
            rig,
            new ReplicaRequest.Apply(Step.Zero, loss),
            new ReplicaRequest.StoreCarried(
                new CarriedState(ReplicaRig.Term, new Step(1), ReplicaRig.All, 0, 4, 0, rig.Pool.Rent(4))),
            new ReplicaRequest.Finish(0) { IsStop = true });

        _ = rig.Asker.ExpectMsg<ReplicaReply.Finished>();
        Assert.Equal(0, rig.Pool.Outstanding);
    }

    private static ReplicaRequest.Compute Compute(ReplicaRig rig, Step step) =>
        new(ReplicaRig.Term, step, 3, [ReplicaRig.All], rig.Coordinator);

    /// <summary>All at once: the replica takes them in this order, before anything that it tells itself.</summary>
    private static void Send(ReplicaRig rig, params ReplicaRequest[] requests)
    {
        foreach (ReplicaRequest request in requests[..^1])
        {
            rig.Replica.Tell(request, rig.Asker);
        }

        rig.Tell(requests[^1]);
    }

    private static void ReleaseAnswers(ReplicaRig rig)
    {
        for (int slice = 0; slice < rig.Home.Slices.Count; slice++)
        {
            rig.Coordinator.ExpectMsg<SliceSum>().Release();
        }

        rig.Coordinator.ExpectMsg<ShardReport>().Release();
    }
}
