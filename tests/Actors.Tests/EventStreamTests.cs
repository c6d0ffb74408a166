using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class EventStreamTests
{
    [Fact]
    public async Task AnEventComesToTheSubscribersOfItsTypeAndOfItsBases()
    {
        await using var manual = new ManualSystem();
        (TestProbe exact, TestProbe general, TestProbe other) =
            (manual.Probe("exact"), manual.Probe("general"), manual.Probe("other"));
        EventStream events = manual.System.EventStream;
        events.Subscribe<ArgumentNullException>(exact);
        events.Subscribe<ArgumentException>(general);
        events.Subscribe<string>(other);
        var derived = new ArgumentNullException();
        var basic = new ArgumentException();
        events.Publish(derived);
        events.Publish(basic);

        Assert.Same(derived, exact.ExpectMsg<object>());
        Assert.Same(derived, general.ExpectMsg<object>());
        Assert.Same(basic, general.ExpectMsg<object>());
        exact.ExpectNoMsg();
        other.ExpectNoMsg();
    }

    [Fact]
    public async Task ASubscriberIsToldOnceHoweverManyOfItsTypesFit()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        manual.System.EventStream.Subscribe<object>(probe);
        manual.System.EventStream.Subscribe<string>(probe);
        manual.System.EventStream.Subscribe<string>(probe);
        manual.System.EventStream.Publish("news");

        probe.ExpectMsg("news");
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task ASubscriptionEndsWithItsActorOrWhenItIsTakenBack()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        EventStream events = manual.System.EventStream;
        ActorRef actor = manual.System.Spawn(Lambda.Props((_, message) => probe.Tell(message)));
        events.Subscribe<string>(actor);
        events.Subscribe<string>(probe);
        events.Unsubscribe(probe);
        events.Publish("one");
        probe.ExpectMsg("one");
        manual.System.Stop(actor);
        manual.Run();
        events.Publish("two");

        probe.ExpectNoMsg();
        Assert.Equal(0, manual.System.DeadLetterCount);
    }

    [Fact]
    public async Task ALoanCannotBePublished()
    {
        await using var manual = new ManualSystem();

        Assert.Throws<InvalidOperationException>(() => manual.System.EventStream.Publish(new Loan()));
    }
}
