using Akka.Actor;
using RnnCluster.SimulationKit;

namespace RnnCluster.Actors.Tests;

public sealed class StreamInboxTests : IAsyncDisposable
{
    private readonly SimulatedSystem manual = new();
    private readonly TestProbe reader;

    public StreamInboxTests() => reader = manual.Probe();

    public ValueTask DisposeAsync() => manual.DisposeAsync();

    [Fact]
    public void WhatIsPublishedIsStampedAtOnceAndTakenInItsOrder()
    {
        StreamInbox<string, (DateTimeOffset At, string Text)> inbox = Make(capacity: 3, wakeAt: 1);
        DateTimeOffset begun = manual.Time.GetUtcNow();
        Publish("a");
        manual.Advance(TimeSpan.FromSeconds(1));
        Publish("b");
        manual.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([(begun, "a"), (begun.AddSeconds(1), "b")], inbox.Take([]));
        Assert.Empty(inbox.Take([]));
    }

    [Fact]
    public void WhatComesAboveTheBoundIsCountedAndIsNoDeadLetter()
    {
        StreamInbox<string, (DateTimeOffset At, string Text)> inbox = Make(capacity: 2, wakeAt: 1);
        Publish("a", "b", "c", "d");
        inbox.CountDropped(3);

        Assert.Equal(5, inbox.Dropped);
        Assert.Equal(["a", "b"], inbox.Take([]).Select(taken => taken.Text));
        Assert.Equal(0, manual.System.DeadLetterCount());
        Publish("e");
        Assert.Equal("e", Assert.Single(inbox.Take([])).Text);
    }

    [Fact]
    public void TheReaderIsWokenOnceForAsManyAsItWantsAndAgainAfterItHasReadThem()
    {
        StreamInbox<string, (DateTimeOffset At, string Text)> inbox = Make(capacity: 9, wakeAt: 2);
        inbox.Attach(reader);
        Publish("a");
        reader.ExpectNoMsg();
        Publish("b", "c", "d");
        reader.ExpectMsg(InboxFilled.Instance);
        reader.ExpectNoMsg();
        inbox.Take([]);
        Publish("e", "f");

        reader.ExpectMsg(InboxFilled.Instance);
    }

    [Fact]
    public void AReaderThatComesLaterIsWokenForWhatWaits()
    {
        StreamInbox<string, (DateTimeOffset At, string Text)> inbox = Make(capacity: 9, wakeAt: 2);
        Publish("a", "b");
        inbox.Attach(reader);

        reader.ExpectMsg(InboxFilled.Instance);
    }

    [Fact]
    public void WhatIsNoEventIsPassedOver()
    {
        StreamInbox<string, (DateTimeOffset At, string Text)> inbox = Make(capacity: 2, wakeAt: 1);
        inbox.Attach(reader);
        inbox.Tell(42, ActorRefs.NoSender);

        Assert.Empty(inbox.Take([]));
        reader.ExpectNoMsg();
    }

    private StreamInbox<string, (DateTimeOffset At, string Text)> Make(int capacity, int wakeAt)
    {
        var inbox = new StreamInbox<string, (DateTimeOffset At, string Text)>(
            manual.System, "inbox", capacity, wakeAt, text => (manual.Time.GetUtcNow(), text));
        manual.System.EventStream.Subscribe(inbox, typeof(string));
        return inbox;
    }

    private void Publish(params string[] texts)
    {
        foreach (string text in texts)
        {
            manual.System.EventStream.Publish(text);
        }
    }
}
