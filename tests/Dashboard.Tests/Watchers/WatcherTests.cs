using System.Text;
using System.Text.Json;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Dashboard.Runs;
using RnnCluster.Dashboard.Watchers;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.SimulationKit;

namespace RnnCluster.Dashboard.Tests.Watchers;

/// <summary>Many watch one run, each at their own speed, under a clock that the test moves.</summary>
public sealed class WatcherTests : IAsyncDisposable
{
    private readonly SimulatedSystem manual = new();
    private readonly MemoryStorage storage = new();
    private readonly IActorRef dashboard;
    private long step;

    public WatcherTests()
    {
        var clock = new DashboardClock(manual.Time);
        StreamInbox<RunEvent, TimedEvent> inbox = DashboardActor.InboxOf(manual.System, clock);
        var model = new DashboardModel(Example.Run());
        var warnings = new WarningDesk(
            manual.Time, text => manual.System.EventStream.Publish(new RunWarned(text)));
        dashboard = manual.System.ActorOf(
            ActorProps.Of(() => new DashboardActor(model, inbox, storage, clock, warnings)), "dashboard");
        manual.Run();
    }

    [Fact]
    public void FiftyWatchersMissNothingThatTheyAreNotTold()
    {
        Viewer[] viewers = [.. Enumerable.Range(0, 50).Select(index => new Viewer(dashboard, pace: 1 + (index % 60)))];
        foreach (Viewer viewer in viewers)
        {
            viewer.Join();
        }

        for (int tick = 0; tick < 400; tick++)
        {
            Publish(3);
            manual.Advance(DashboardActor.TickInterval);
            foreach (Viewer viewer in viewers.Where(viewer => tick % viewer.Pace == 0))
            {
                viewer.Read();
            }
        }

        Array.ForEach(viewers, viewer => viewer.Read());
        manual.Advance(DashboardActor.TickInterval);
        Array.ForEach(viewers, viewer => viewer.Read());

        Assert.All(viewers, viewer => Assert.Equal(step, viewer.Step));
        Assert.All(viewers, viewer => Assert.Equal(viewer.Pace > Watcher.FramesMax, viewer.Gaps > 0));
    }

    [Fact]
    public void ASlowWatcherIsToldHowMuchItMissedAndGetsASnapshot()
    {
        var slow = new Viewer(dashboard, pace: 0);
        slow.Join();
        manual.Advance(DashboardActor.TickInterval);
        slow.Read();
        for (int tick = 0; tick < 100; tick++)
        {
            Publish(1);
            manual.Advance(DashboardActor.TickInterval);
        }

        Assert.True(slow.Watcher.IsBehind);
        Assert.True(slow.Watcher.WhenReady().IsCompleted);
        slow.Read();
        Assert.False(slow.Watcher.WhenReady().IsCompleted);
        manual.Advance(DashboardActor.TickInterval);
        slow.Read();

        Assert.Equal(1, slow.Gaps);
        Assert.Equal(100, slow.Missed);
        Assert.Equal(100, slow.Step);
    }

    [Fact]
    public void MoreStepsThanAnUpdateHoldsAreAGap()
    {
        var viewer = new Viewer(dashboard, pace: 1);
        viewer.Join();
        manual.Advance(DashboardActor.TickInterval);
        viewer.Read();

        Publish(Increment.StepsMax + 1);
        manual.Advance(DashboardActor.TickInterval);
        viewer.Read();
        manual.Advance(DashboardActor.TickInterval);
        viewer.Read();

        Assert.Equal(1, viewer.Gaps);
        Assert.Equal((Increment.StepsMax + 1, Increment.StepsMax + 1), (viewer.Missed, viewer.Step));
    }

    [Fact]
    public void UpdatesComeFourTimesASecondAtMostHoweverMuchHappens()
    {
        var viewer = new Viewer(dashboard, pace: 1);
        viewer.Join();
        manual.Advance(DashboardActor.TickInterval);
        viewer.Read();
        for (int index = 0; index < 100; index++)
        {
            Publish(1);
            manual.Advance(TimeSpan.FromMilliseconds(10));
        }

        viewer.Read();

        Assert.InRange(viewer.Updates, 3, 5);
    }

    /// <summary>A loss and where its shards went are in the update of the next tick, 250 ms later.</summary>
    [Fact]
    public void AWorkerThatIsDownAndItsShardsAreInTheNextUpdate()
    {
        var viewer = new Viewer(dashboard, pace: 1);
        viewer.Join();
        manual.System.EventStream.Publish(Example.Joined(Example.Anna));
        manual.System.EventStream.Publish(Example.Joined(Example.Bert));
        manual.System.EventStream.Publish(Example.Plan());
        manual.Advance(DashboardActor.TickInterval);

        // This update has the nodes: without a change they are not in the next one.
        Publish(1);
        manual.Advance(DashboardActor.TickInterval);
        viewer.Read();

        manual.System.EventStream.Publish(Example.Changed(Example.Bert, MemberState.Down));
        manual.System.EventStream.Publish(new ShardsMoved(
            new Step(1), Example.Bert, Example.Anna, [new TreeNode(2, 1)], AssignmentReason.Reassigned));
        manual.Advance(DashboardActor.TickInterval);
        viewer.Read();

        using JsonDocument update = viewer.ToDocument();
        JsonElement bert = update.RootElement.GetProperty("nodes").EnumerateArray()
            .Single(node => node.GetProperty("name").GetString() == "bert");
        Assert.Equal("down", bert.GetProperty("state").GetString());
        Assert.All(
            update.RootElement.GetProperty("plan").GetProperty("owners").EnumerateArray(),
            owner => Assert.Equal("anna", owner.GetString()));
    }

    [Fact]
    public void AnUpdateIsSerialisedOnceForAll()
    {
        var first = new Watcher();
        var second = new Watcher();
        dashboard.Tell(new DashboardMessage.Join(first));
        dashboard.Tell(new DashboardMessage.Join(second));
        manual.Advance(DashboardActor.TickInterval);
        Publish(1);
        manual.Advance(DashboardActor.TickInterval);

        foreach (bool isUpdate in (bool[])[false, true])
        {
            Assert.True(first.TryTake(out ReadOnlyMemory<byte>? one));
            Assert.True(second.TryTake(out ReadOnlyMemory<byte>? two));
            Assert.True(one.Value.Equals(two.Value));
            string text = Encoding.UTF8.GetString(one.Value.Span);
            Assert.Equal(isUpdate, text.Contains("event: update", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void EventsThatComeFasterThanTheInboxHoldsAreCounted()
    {
        var viewer = new Viewer(dashboard, pace: 1);
        viewer.Join();
        manual.Advance(DashboardActor.TickInterval);
        for (int index = 0; index < DashboardActor.EventsMax + 7; index++)
        {
            manual.System.EventStream.Publish(new RunPaused(true));
        }

        manual.Advance(DashboardActor.TickInterval);
        manual.Advance(DashboardActor.TickInterval);
        viewer.Read();

        Assert.Contains("7 events came too fast", viewer.Text, StringComparison.Ordinal);
        Assert.Equal(0, manual.System.DeadLetterCount());
    }

    [Fact]
    public async Task WhatIsPublishedBeforeTheActorIsMadeIsHeard()
    {
        await using var other = new SimulatedSystem();
        StreamInbox<RunEvent, TimedEvent> inbox = DashboardActor.InboxOf(other.System, new DashboardClock(other.Time));
        other.System.EventStream.Publish(new RunPaused(true));

        Assert.Equal(new RunPaused(true), Assert.Single(inbox.Take([])).Event);
    }

    [Fact]
    public void ThePublisherWakesTheActorOnlyWhenMuchWaits()
    {
        for (int index = 0; index < DashboardActor.WakeAt - 1; index++)
        {
            manual.System.EventStream.Publish(new RunPaused(true));
        }

        long before = Processed();
        manual.System.EventStream.Publish(new RunPaused(true));
        manual.Run();

        Assert.Equal(before + 1, Processed());
    }

    public ValueTask DisposeAsync() => manual.DisposeAsync();

    private long Processed()
    {
        manual.Run();
        return manual.System.Inspect().Single(actor => actor.Path == dashboard.Path.ToStringWithoutAddress()).Processed;
    }

    private void Publish(int count)
    {
        for (int index = 0; index < count; index++)
        {
            manual.System.EventStream.Publish(Example.Step(++step));
        }
    }

    /// <summary>A page: it believes what it is told and checks that nothing is missing.</summary>
    private sealed class Viewer(IActorRef dashboard, int pace)
    {
        private long? sequence;
        private bool isGapOpen;

        public Watcher Watcher { get; } = new();

        public int Pace => pace;

        public long Step { get; private set; }

        public int Gaps { get; private set; }

        public int Updates { get; private set; }

        public long Missed { get; private set; }

        public string Text { get; private set; } = string.Empty;

        public void Join() => dashboard.Tell(new DashboardMessage.Join(Watcher));

        public void Read()
        {
            while (Watcher.TryTake(out ReadOnlyMemory<byte>? frame))
            {
                Text = Encoding.UTF8.GetString(frame.Value.Span);
                using JsonDocument data = ToDocument();
                OnEvent(Line("event: "), data.RootElement);
            }

            if (Watcher.MustJoin())
            {
                Assert.False(Watcher.MustJoin());
                Join();
            }
        }

        /// <summary>The last frame's data.</summary>
        public JsonDocument ToDocument() => JsonDocument.Parse(Line("data: "));

        private string Line(string prefix) => Text.Split('\n')
            .Single(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..];

        private void OnEvent(string name, JsonElement data)
        {
            switch (name)
            {
                case "snapshot":
                    Assert.True(sequence is null || isGapOpen, "a snapshot that nothing explains");
                    isGapOpen = false;
                    sequence = data.GetProperty("sequence").GetInt64();
                    Step = data.GetProperty("status").GetProperty("step").GetInt64();
                    break;
                case "gap":
                    isGapOpen = true;
                    Gaps++;
                    Missed += data.GetProperty("missed").GetInt64();
                    break;
                default:
                    Updates++;
                    Assert.False(isGapOpen);
                    Assert.Equal(sequence, data.GetProperty("from").GetInt64());
                    sequence = data.GetProperty("to").GetInt64();
                    if (data.TryGetProperty("steps", out JsonElement steps))
                    {
                        foreach (JsonElement one in steps.GetProperty("step").EnumerateArray())
                        {
                            Assert.Equal(++Step, one.GetInt64());
                        }
                    }

                    break;
            }
        }
    }
}
