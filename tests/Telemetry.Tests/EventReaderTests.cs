using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Protocol.Events;
using RnnCluster.SimulationKit;
using RnnCluster.Telemetry.Events;
using static RnnCluster.Telemetry.Tests.Happenings;

namespace RnnCluster.Telemetry.Tests;

public sealed class EventReaderTests
{
    [Fact]
    public async Task WhatComesAboveTheBoundIsDroppedAndCountedAndIsNoDeadLetter()
    {
        await using var rig = new TelemetryRig();
        for (int step = 1; step <= EventReader.EventsMax + 5; step++)
        {
            rig.System.EventStream.Publish(Completed(step));
        }

        rig.Run();

        Assert.Equal(5, rig.Telemetry.DroppedEvents);
        Assert.Equal($"{EventReader.EventsMax}", rig.Find("rnncluster_step"));
        Assert.Equal("5", rig.Find("rnncluster_telemetry_dropped_events_total{sink=\"metrics\"}"));
        Assert.Equal("0", rig.Find("rnncluster_dead_letters_total"));
    }

    [Fact]
    public async Task WhatIsPublishedBeforeTheFirstTurnIsHeard()
    {
        await using var manual = new SimulatedSystem();
        RunTelemetry telemetry = RunTelemetry.Spawn(manual.System, TelemetryRig.SetupDefault);
        manual.System.EventStream.Publish(Completed(1));
        _ = manual.System.TryEnd();
        await telemetry.DisposeAsync();

        Assert.Contains("rnncluster_steps_total 1\n", telemetry.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEventHasTheMomentOfItsPublishingHoweverLateItIsRead()
    {
        await using var rig = new TelemetryRig();
        rig.System.EventStream.Publish(Checkpoint(1));
        rig.Manual.Time.Advance(TimeSpan.FromSeconds(30));
        rig.Run();

        Assert.Equal("1893456000", rig.Find("rnncluster_checkpoint_timestamp_seconds"));
    }

    [Fact]
    public async Task TheEndTakesInWhatStillWaits()
    {
        await using var rig = new TelemetryRig();
        rig.System.EventStream.Publish(Completed(1));
        await rig.EndAsync();
        rig.Run(Completed(2));

        Assert.Equal("1", rig.Find("rnncluster_steps_total"));
    }

    [Fact]
    public async Task OnThreadsEveryEventBelowTheBoundArrives()
    {
        ActorSystem system = ActorSystems.Create("threads", new ActorSystemOptions { Time = TimeProvider.System });
        await using RunTelemetry telemetry = RunTelemetry.Spawn(system, TelemetryRig.SetupDefault);
        Parallel.For(0, 4, _ =>
        {
            for (int step = 1; step <= 1000; step++)
            {
                system.EventStream.Publish(Completed(step));
            }
        });
        await telemetry.DisposeAsync();
        await system.Terminate();

        Assert.Equal(0, telemetry.DroppedEvents);
        Assert.Contains("rnncluster_steps_total 4000\n", telemetry.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASystemThatHasEndedKeepsNobodyWaiting()
    {
        ActorSystem system = ActorSystems.Create("ended", new ActorSystemOptions { Time = TimeProvider.System });
        await using RunTelemetry telemetry = RunTelemetry.Spawn(system, TelemetryRig.SetupDefault);
        system.EventStream.Publish(Completed(1));
        await system.Terminate();
        await telemetry.DisposeAsync();

        Assert.Contains("rnncluster_steps_total 1\n", telemetry.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASinkThatFailsSaysSoOnceAndNobodyElseFails()
    {
        await using var manual = new SimulatedSystem();
        TestProbe warnings = manual.Probe();
        manual.System.EventStream.Subscribe(warnings, typeof(RunWarned));
        var inbox = new StreamInbox<RunEvent, StampedEvent>(
            manual.System, "bad", capacity: 10, wakeAt: 1, happened => new StampedEvent(default, happened));
        manual.System.EventStream.Subscribe(inbox, typeof(StepCompleted));
        manual.System.ActorOf(ActorProps.Of(() => new EventReader(inbox, new BadSink(), () => { })));
        manual.System.EventStream.Publish(Completed(1));
        manual.System.EventStream.Publish(Completed(2));
        manual.System.EventStream.Publish(Completed(3));

        warnings.ExpectMsg(new RunWarned("bad: the disk is full; nothing more is recorded there"));
        warnings.ExpectNoMsg();
        Assert.Empty(manual.Failures);
        Assert.Equal(2, inbox.Dropped);
    }

    private sealed class BadSink : IEventSink
    {
        public string Name => "bad";

        public void On(in StampedEvent happened) => throw new IOException("the disk is full");

        public void Flush() => throw new InvalidOperationException("flushed after a failure");

        public void Dispose() => throw new InvalidOperationException("closed after a failure");
    }
}
