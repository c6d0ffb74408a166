using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Telemetry.Metrics;
using static RnnCluster.Telemetry.Tests.Happenings;

namespace RnnCluster.Telemetry.Tests;

public sealed class FoldTests
{
    [Fact]
    public async Task StepsAreCountedAndTheNewestIsShown()
    {
        await using var rig = new TelemetryRig(setup => setup with { FirstStep = new Step(40) });
        Assert.Equal("40", rig.Find("rnncluster_step"));
        rig.Run(Completed(41, loss: 4), Completed(42, loss: 3.5, isClipped: true));

        Assert.Equal("42", rig.Find("rnncluster_step"));
        Assert.Equal("2", rig.Find("rnncluster_steps_total"));
        Assert.Equal("200", rig.Find("rnncluster_tokens_total"));
        Assert.Equal("3.5", rig.Find("rnncluster_loss"));
        Assert.Equal("0.01", rig.Find("rnncluster_learning_rate"));
        Assert.Equal("1.5", rig.Find("rnncluster_gradient_norm"));
        Assert.Equal("1", rig.Find("rnncluster_clipped_steps_total"));
    }

    [Fact]
    public async Task ADurationIsCountedInTheBucketsFromItsBoundOn()
    {
        await using var rig = new TelemetryRig();
        rig.Run(Completed(1, seconds: 0.25), Completed(2, seconds: 0.3), Completed(3, seconds: 1000));

        Assert.Equal("0", rig.Find("rnncluster_step_duration_seconds_bucket{le=\"0.1\"}"));
        Assert.Equal("1", rig.Find("rnncluster_step_duration_seconds_bucket{le=\"0.25\"}"));
        Assert.Equal("2", rig.Find("rnncluster_step_duration_seconds_bucket{le=\"0.5\"}"));
        Assert.Equal("2", rig.Find("rnncluster_step_duration_seconds_bucket{le=\"100\"}"));
        Assert.Equal("3", rig.Find("rnncluster_step_duration_seconds_bucket{le=\"+Inf\"}"));
        Assert.Equal("1000.55", rig.Find("rnncluster_step_duration_seconds_sum"));
        Assert.Equal("3", rig.Find("rnncluster_step_duration_seconds_count"));
    }

    [Fact]
    public async Task PhasesAddUpForEachNode()
    {
        await using var rig = new TelemetryRig();
        rig.Run(Joined("a"), Joined("b"), Measured("a", 1), Measured("a", 2), Measured("b", 2));

        Assert.Equal("0.04", rig.Find("rnncluster_phase_seconds_total{node=\"a\",phase=\"forward\"}"));
        Assert.Equal("0.02", rig.Find("rnncluster_phase_seconds_total{node=\"b\",phase=\"forward\"}"));
        Assert.Equal("0.005", rig.Find("rnncluster_phase_seconds_total{node=\"b\",phase=\"wait\"}"));
    }

    [Fact]
    public async Task AHeartbeatIsShownWithTheMomentThatItCameAt()
    {
        await using var rig = new TelemetryRig();
        rig.Run(Joined("a"));
        rig.Manual.Advance(TimeSpan.FromSeconds(1.5));
        rig.Run(Heard("a"));
        rig.Manual.Advance(TimeSpan.FromSeconds(60));

        // 2030-01-01 and one and a half seconds.
        Assert.Equal("1893456001.5", rig.Find("rnncluster_node_heartbeat_timestamp_seconds{node=\"a\"}"));
        Assert.Equal("250000000", rig.Find("rnncluster_node_resident_memory_bytes{node=\"a\"}"));
        Assert.Equal("0.002", rig.Find("rnncluster_node_round_trip_seconds{node=\"a\"}"));
    }

    [Fact]
    public async Task ANodeIsInOneStateAtATime()
    {
        await using var rig = new TelemetryRig();
        rig.Run(Joined("a"), Joined("b"), Changed("a", MemberState.Up));

        Assert.Equal("1", rig.Find("rnncluster_nodes{state=\"up\"}"));
        Assert.Equal("1", rig.Find("rnncluster_nodes{state=\"joining\"}"));
        Assert.Equal("0", rig.Find("rnncluster_nodes{state=\"down\"}"));
        Assert.Equal("1", rig.Find("rnncluster_node_state{node=\"a\",state=\"up\"}"));
        Assert.Equal("0", rig.Find("rnncluster_node_state{node=\"a\",state=\"joining\"}"));
    }

    [Fact]
    public async Task AFailureThatGoesFromSuspectedToDownIsOne()
    {
        await using var rig = new TelemetryRig();
        rig.Run(Joined("a"), Changed("a", MemberState.Up));
        rig.Run(Changed("a", MemberState.Suspected), Changed("a", MemberState.Down));
        Assert.Equal("1", rig.Find("rnncluster_member_failures_total"));
        rig.Run(Joined("a"), Changed("a", MemberState.Up), Changed("a", MemberState.Down));

        Assert.Equal("2", rig.Find("rnncluster_member_failures_total"));
    }

    [Fact]
    public async Task ANodeThatDrainsOrGoesWhenTheRunIsOverDoesNotFail()
    {
        await using var rig = new TelemetryRig();
        rig.Run(Joined("a"), Changed("a", MemberState.Up), Joined("b"), Changed("b", MemberState.Up));
        rig.Run(Changed("a", MemberState.Draining), Changed("a", MemberState.Down));
        rig.Run(Stopped(isComplete: true, "hash"), Changed("b", MemberState.Down));

        Assert.Equal("0", rig.Find("rnncluster_member_failures_total"));
    }

    [Fact]
    public async Task ANodeThatIsDownForLongHasNoSeriesAnyMore()
    {
        await using var rig = new TelemetryRig();
        rig.Run(Joined("gone"), Heard("gone"), Measured("gone", 1), Joined("here"), Heard("here"));
        rig.Run(Changed("gone", MemberState.Down));
        rig.Manual.Advance(NodeSeries.DownMax - TimeSpan.FromTicks(1));
        Assert.Contains("\"gone\"", rig.Telemetry.Render(), StringComparison.Ordinal);
        rig.Manual.Advance(TimeSpan.FromTicks(1));

        Assert.DoesNotContain("\"gone\"", rig.Telemetry.Render(), StringComparison.Ordinal);
        Assert.Contains("\"here\"", rig.Telemetry.Render(), StringComparison.Ordinal);
        Assert.Equal("0", rig.Find("rnncluster_nodes{state=\"down\"}"));
    }

    /// <summary>A long run with many workers that join again under other names has bounded labels.</summary>
    [Fact]
    public async Task EveryMetricOfANodeForgetsItWhenItHasBeenDownForLong()
    {
        await using var rig = new TelemetryRig();
        rig.Run([.. Happenings.All]);
        Assert.Equal(
            [
                "rnncluster_damaged_messages_total",
                "rnncluster_node_heartbeat_timestamp_seconds",
                "rnncluster_node_resident_memory_bytes",
                "rnncluster_node_round_trip_seconds",
                "rnncluster_node_state",
                "rnncluster_phase_seconds_total",
            ],
            rig.Telemetry.Render()
                .Split('\n')
                .Where(line => line.Contains("\"worker-1\"", StringComparison.Ordinal))
                .Select(line => line[..line.IndexOf('{', StringComparison.Ordinal)])
                .Distinct()
                .Order(StringComparer.Ordinal));
        rig.Run(Changed("worker-1", MemberState.Down));
        rig.Manual.Advance(NodeSeries.DownMax);

        Assert.DoesNotContain("\"worker-1\"", rig.Telemetry.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThereAreNeverMoreNodesThanTheBoundAndTheLongestDownGoesFirst()
    {
        await using var rig = new TelemetryRig();
        for (int node = 0; node < NodeSeries.NodesMax; node++)
        {
            rig.Run(Joined($"node-{node}"));
        }

        rig.Run(Joined("too-many"));
        Assert.DoesNotContain("too-many", rig.Telemetry.Render(), StringComparison.Ordinal);
        rig.Run(Changed("node-7", MemberState.Down));
        rig.Manual.Advance(TimeSpan.FromSeconds(1));
        rig.Run(Changed("node-5", MemberState.Down), Joined("new"));
        string page = rig.Telemetry.Render();

        Assert.Contains("\"new\"", page, StringComparison.Ordinal);
        Assert.Contains("\"node-5\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"node-7\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AssignmentReason.Reassigned, "3", "0")]
    [InlineData(AssignmentReason.Speculated, "0", "3")]
    public async Task ShardsThatMoveAreCountedByTheReason(AssignmentReason reason, string reassigned, string speculated)
    {
        await using var rig = new TelemetryRig();
        rig.Run(new ShardsMoved(
            new Step(2), new NodeId("a"), new NodeId("b"), [new TreeNode(1, 0), new TreeNode(0, 2)], reason));

        Assert.Equal(reassigned, rig.Find("rnncluster_shards_reassigned_total"));
        Assert.Equal(speculated, rig.Find("rnncluster_shards_speculated_total"));
    }

    [Theory]
    [InlineData(DamagedPart.SliceSum, "sum")]
    [InlineData(DamagedPart.ShardReport, "report")]
    [InlineData(DamagedPart.SliceAverage, "average")]
    [InlineData(DamagedPart.CarriedState, "carried")]
    [InlineData(DamagedPart.StatePart, "state")]
    [InlineData(DamagedPart.DataPart, "data")]
    [InlineData(DamagedPart.Head, "head")]
    public async Task WhatCameDamagedIsCountedByNodeAndPart(DamagedPart part, string name)
    {
        await using var rig = new TelemetryRig();
        var damage = new DamageDetected(new NodeId("a"), new Step(2), part, 1);
        rig.Run(Joined("a"), Joined("b"));
        rig.Run(damage, damage with { Count = 2 }, damage with { Node = new NodeId("b"), Count = 1 });

        Assert.Equal("2", rig.Find($"rnncluster_damaged_messages_total{{node=\"a\",part=\"{name}\"}}"));
        Assert.Equal("1", rig.Find($"rnncluster_damaged_messages_total{{node=\"b\",part=\"{name}\"}}"));
    }

    [Fact]
    public async Task WhatCameDamagedFromANodeWithoutSeriesIsCountedUnderNoName()
    {
        await using var rig = new TelemetryRig();
        var damage = new DamageDetected(new NodeId("worker-1"), new Step(2), DamagedPart.SliceSum, 1);
        rig.Run(damage, damage with { Node = new NodeId("worker-2") });

        Assert.Equal("2", rig.Find("rnncluster_damaged_messages_total{node=\"\",part=\"sum\"}"));
        Assert.DoesNotContain("worker-", rig.Telemetry.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACheckpointIsMeasuredInItsParts()
    {
        await using var rig = new TelemetryRig();
        rig.Run(Checkpoint(5), Checkpoint(10));

        Assert.Equal("2", rig.Find("rnncluster_checkpoints_total"));
        Assert.Equal("10", rig.Find("rnncluster_checkpoint_step"));
        Assert.Equal("1000000", rig.Find("rnncluster_checkpoint_size_bytes"));
        Assert.Equal("1893456000", rig.Find("rnncluster_checkpoint_timestamp_seconds"));
        Assert.Equal("1.4", rig.Find("rnncluster_checkpoint_duration_seconds_sum{part=\"flush\"}"));
        Assert.Equal("0.006", rig.Find("rnncluster_checkpoint_duration_seconds_sum{part=\"snapshot\"}"));
    }

    [Fact]
    public async Task ARunIsInOneStateAtATime()
    {
        await using var rig = new TelemetryRig();
        Assert.Equal("waiting", StateOf(rig));
        rig.Run(Completed(1));
        Assert.Equal("running", StateOf(rig));
        rig.Run(new RunWaiting(true, 0, 1));
        Assert.Equal("waiting", StateOf(rig));
        rig.Run(new RunPaused(true), new RunWaiting(false, 1, 1));
        Assert.Equal("paused", StateOf(rig));
        rig.Run(new RunPaused(false));
        Assert.Equal("running", StateOf(rig));
    }

    [Theory]
    [InlineData(true, "hash", "completed")]
    [InlineData(false, "hash", "stopped")]
    [InlineData(false, "", "failed")]
    public async Task AnEndIsTold(bool isComplete, string hash, string state)
    {
        await using var rig = new TelemetryRig();
        rig.Run(new RunWaiting(true, 0, 1), Stopped(isComplete, hash));

        Assert.Equal(state, StateOf(rig));
    }

    private static string StateOf(TelemetryRig rig) => Assert.Single(
        ["waiting", "running", "paused", "completed", "stopped", "failed"],
        state => rig.Find($"rnncluster_run_state{{state=\"{state}\"}}") == "1");
}
