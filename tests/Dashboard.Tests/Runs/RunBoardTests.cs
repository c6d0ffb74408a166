using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.History;
using RnnCluster.Dashboard.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Tests.Runs;

/// <summary>What happened becomes where the run stands.</summary>
public sealed class RunBoardTests
{
    private readonly EventLog log = new();
    private readonly RunBoard fold;

    public RunBoardTests() => fold = new RunBoard(Example.Run(), log);

    [Fact]
    public void AWorkerThatDiesIsAFailureWithItsShardsAndItsRecovery()
    {
        Play(
            (0, Example.Joined(Example.Anna, isLocal: true)),
            (0, Example.Changed(Example.Anna, MemberState.Up)),
            (0, Example.Joined(Example.Bert)),
            (0, Example.Changed(Example.Bert, MemberState.Up)),
            (0, Example.Plan()),
            (1, Example.Step(1)),
            (3, Example.Changed(Example.Bert, MemberState.Suspected, silence: 2)),
            (3, new ShardsMoved(
                new Step(2), Example.Bert, Example.Anna, [new TreeNode(2, 1)], AssignmentReason.Reassigned)),
            (3.1, Example.Changed(Example.Bert, MemberState.Down, silence: 2.1)));
        EventView open = log.Query(0, [EventKinds.Failure], null, 10).Single();
        Play((3.5, Example.Step(2)));

        EventView closed = log.Query(0, [EventKinds.Failure], null, 10).Single();
        Assert.Equal(new FailureView(2, null, 0, 0), open.Failure);
        Assert.Equal(new FailureView(2, 0.5, 0, 4), closed.Failure);
        Assert.Equal((open.Number, "bert", "error"), (closed.Number, closed.Node, closed.Severity));
        Assert.Equal([closed], fold.TakeChanged());
        RunStatus status = Status(3.5);
        Assert.Equal((1, 0, 4, 1), (status.Failures, status.StepsLost, status.ReassignedShards, status.WorkersUp));
        Assert.Equal(1 - (4.0 / 20), status.Goodput);
        Assert.Equal("down", Node("bert", 4).State);
        Assert.All(fold.PlanView()!.Owners, owner => Assert.Equal("anna", owner));
    }

    [Fact]
    public void StepsThatAreMadeAgainAreLost()
    {
        Play(
            (0, Example.Plan()),
            (1, Example.Step(1)),
            (2, Example.Step(2)),
            (3, Example.Step(3)),
            (4, Example.Changed(Example.Bert, MemberState.Up)),
            (5, Example.Changed(Example.Bert, MemberState.Down, silence: 1)),
            (6, Example.Step(2)),
            (7, Example.Step(3)),
            (8, Example.Step(4)));

        Assert.Equal(2, Status(8).StepsLost);
        Assert.Equal(2, log.Query(0, [EventKinds.Failure], null, 1)[0].Failure!.StepsLost);
    }

    [Fact]
    public void AWorkerThatLeavesOnPurposeIsNoFailure()
    {
        Play(
            (0, Example.Joined(Example.Bert)),
            (0, Example.Changed(Example.Bert, MemberState.Up)),
            (1, Example.Changed(Example.Bert, MemberState.Draining)),
            (2, Example.Changed(Example.Bert, MemberState.Down)));

        Assert.Equal(0, Status(2).Failures);
        Assert.Empty(log.Query(0, [EventKinds.Failure], null, 10));
    }

    [Fact]
    public void ASpeculatedShardStaysWhereItIsAndCosts()
    {
        Play(
            (0, Example.Plan()),
            (1, Example.Step(1)),
            (2, new ShardsMoved(
                new Step(2), Example.Bert, Example.Anna, [new TreeNode(0, 7)], AssignmentReason.Speculated)));

        Assert.Equal("bert", fold.PlanView()!.Owners[7]);
        Assert.Equal((1, 0), (Status(2).SpeculatedShards, Status(2).ReassignedShards));
    }

    [Theory]
    [InlineData(DamagedPart.SliceSum, "a sum of bert came damaged: no answer (damage 3 there)")]
    [InlineData(DamagedPart.ShardReport, "a report of bert came damaged: no answer (damage 3 there)")]
    [InlineData(
        DamagedPart.CarriedState, "a part of the step came damaged to bert: it fetches the state (damage 3 there)")]
    [InlineData(DamagedPart.StatePart, "a part of the state came damaged to bert: asked for again (damage 3 there)")]
    [InlineData(DamagedPart.DataPart, "a part of the data came damaged to bert: asked for again (damage 3 there)")]
    [InlineData(DamagedPart.Head, "a frame between bert and here came damaged: connected anew (damage 3 there)")]
    public void WhatCameDamagedIsShown(DamagedPart part, string text)
    {
        Play((0, Example.Plan()), (1, new DamageDetected(Example.Bert, new Step(2), part, 3)));

        EventView view = Assert.Single(log.Query(0, [EventKinds.Damage], null, 10));
        Assert.Equal(("bert", 2, EventKinds.SeverityWarning, text), (view.Node, view.Step, view.Severity, view.Text));
    }

    [Fact]
    public void TheStateFollowsTheRun()
    {
        var states = new List<string>();
        foreach (RunEvent happened in (RunEvent[])
            [
                new RunWarned("nothing yet"), Example.Plan(), Example.Step(1), new RunWaiting(true, 0, 1),
                new RunWaiting(false, 1, 1), new RunPaused(true), new RunPaused(false),
                new RunStopped(new Step(1), new string('a', 64), IsComplete: false, "by an operator"),
            ])
        {
            Play((1, happened));
            states.Add(Status(1).State);
        }

        Assert.Equal(
            ["waiting", "running", "running", "waiting", "running", "paused", "running", "stopped"], states);
        Assert.Equal("by an operator", Status(1).Reason);
    }

    [Theory]
    [InlineData(true, "x", "completed")]
    [InlineData(false, "x", "stopped")]
    [InlineData(false, "", "failed")]
    public void AnEndIsNamed(bool isComplete, string hash, string state)
    {
        Play((1, new RunStopped(new Step(1), hash, isComplete, "so it is")));

        Assert.Equal(state, Status(1).State);
        Assert.Equal(state == "failed" ? "error" : "info", log.All.Last().Severity);
    }

    [Fact]
    public void AStepThatTakesLongNamesTheSilentHolder()
    {
        PlayTenSteps();
        Play((1.2, new MemberHeard(Example.Anna, new Step(10), 1, TimeSpan.Zero)));
        Play((2.2, new MemberHeard(Example.Anna, new Step(10), 1, TimeSpan.Zero)));

        Assert.Null(Status(1.2).Waiting);
        Waiting waiting = Status(2.5).Waiting!;
        Assert.Equal((11, "bert", 1.5), (waiting.Step, waiting.Node, Math.Round(waiting.Seconds, 6)));
        Assert.Equal([4, 5, 6, 7], waiting.Shards);
    }

    [Fact]
    public void AStepThatTakesLongNamesTheSlowestWhenAllAreHeardOf()
    {
        PlayTenSteps();
        Play(
            (1.2, new MemberHeard(Example.Anna, new Step(10), 1, TimeSpan.Zero)),
            (1.2, new MemberHeard(Example.Bert, new Step(10), 1, TimeSpan.Zero)),
            (1.2, Example.Measured(Example.Anna, 10, milliseconds: 90)),
            (1.2, Example.Measured(Example.Bert, 10, milliseconds: 20)));

        Assert.Equal("anna", Status(1.5).Waiting!.Node);
    }

    [Fact]
    public void ARunThatValidatesWaitsForNoWorker()
    {
        PlayTenSteps();
        Play((1.1, Example.Step(50)));
        Assert.Null(Status(9).Waiting);

        Play((9, new RunValidated(new Step(50), 2, TimeSpan.FromSeconds(7.9))));
        Assert.Null(Status(9.2).Waiting);
        Assert.Equal(51, Status(12).Waiting!.Step);
    }

    [Fact]
    public void ARunAtItsBoundWaitsForNoWorker()
    {
        PlayTenSteps();
        Play((1.1, Example.Step(1000)));

        Assert.Null(Status(9).Waiting);
    }

    [Fact]
    public void APausedRunWaitsForNobody()
    {
        PlayTenSteps();
        Play((1.1, new RunPaused(true)));

        Assert.Null(Status(60).Waiting);
    }

    [Fact]
    public void TheSpeedIsThatOfTheLastMinute()
    {
        Play((0, Example.Plan()));
        for (int step = 1; step <= 600; step++)
        {
            Play((step * 0.1, Example.Step(step)));
        }

        RunStatus status = Status(60);
        Assert.Equal(10 * 256, status.TokensPerSecond!.Value, 60.0);
        Assert.Equal(40, status.SecondsLeft!.Value, 1.0);
        Assert.Equal((60, 6), (status.Percent, status.Epoch));
        Assert.Equal(0, Status(500).TokensPerSecond);
    }

    [Fact]
    public void ANodeIsAsOldAsItsHeartbeat()
    {
        Play(
            (0, Example.Joined(Example.Bert)),
            (1, new MemberHeard(Example.Bert, new Step(3), 5000, TimeSpan.FromMilliseconds(2))),
            (2, Example.Plan()),
            (3, Example.Step(5)));

        NodeView bert = Node("bert", 4);
        Assert.Equal((3.0, 0.002), (bert.HeartbeatAge, bert.RoundTrip));
        Assert.Equal((5000L, 2L), (bert.ResidentBytes, bert.StepsBehind));
        Assert.Equal([4, 5, 6, 7], bert.Shards);
    }

    [Fact]
    public void NamesThatComeAndGoAreForgottenAboveABound()
    {
        for (int index = 0; index < RunBoard.NodesMax + 10; index++)
        {
            var node = new NodeId("pod-" + index);
            Play((index, Example.Joined(node)), (index, Example.Changed(node, MemberState.Down)));
        }

        Assert.Equal(RunBoard.NodesMax, fold.NodeViews(TimeSpan.Zero).Count);
        Assert.DoesNotContain(fold.NodeViews(TimeSpan.Zero), node => node.Name == "pod-0");
    }

    private void PlayTenSteps()
    {
        Play(
            (0, Example.Joined(Example.Anna)),
            (0, Example.Changed(Example.Anna, MemberState.Up)),
            (0, Example.Joined(Example.Bert)),
            (0, Example.Changed(Example.Bert, MemberState.Up)),
            (0, Example.Plan()));
        for (int step = 1; step <= 10; step++)
        {
            Play((step * 0.1, Example.Step(step)));
        }
    }

    private void Play(params (double At, RunEvent Event)[] script)
    {
        foreach ((double at, RunEvent happened) in script)
        {
            fold.Advance(Example.At(at, happened));
        }
    }

    private RunStatus Status(double at) => fold.Status(TimeSpan.FromSeconds(at), clippedShare: null);

    private NodeView Node(string name, double at) =>
        fold.NodeViews(TimeSpan.FromSeconds(at)).Single(node => node.Name == name);
}
