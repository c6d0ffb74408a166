using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class ActorSystemTests
{
    [Fact]
    public async Task ChildrenEndBeforeTheirParentsAndTheSystemAfterThemAll()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef parent = manual.System.Spawn(Witness.Props(probe), "p");
        parent.Tell(("c", Witness.Props(probe)), probe);
        probe.ExpectMsg("p1 PreStart");
        probe.ExpectMsg<ActorRef>();
        probe.ExpectMsg("c1 PreStart");
        Task end = manual.System.TerminateAsync();
        Assert.False(end.IsCompleted);

        probe.ExpectMsg("c1 PostStop");
        probe.ExpectMsg("p1 PostStop");
        Assert.True(end.IsCompletedSuccessfully);
        Assert.Throws<InvalidOperationException>(() => manual.System.Spawn(Witness.Props(probe)));
        Assert.Empty(manual.System.Inspect());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task AnActorThatIsSpawnedDuringTheEndEndsToo(int others)
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        for (int other = 0; other < others; other++)
        {
            manual.System.Spawn(Lambda.Props((_, _) => { }));
        }

        manual.Run();
        Task end = manual.System.TerminateAsync();
        ActorRef late = manual.System.Spawn(Witness.Props(probe), "late");
        probe.Watch(late);

        Assert.Equal(late, probe.FishForMessage<Terminated>().Actor);
        Assert.True(end.IsCompletedSuccessfully);
        Assert.Empty(manual.System.Inspect());
    }

    [Fact]
    public async Task ANameIsTakenUntilItsActorHasEnded()
    {
        await using var manual = new ManualSystem();
        Props props = Lambda.Props((_, _) => { });
        ActorRef first = manual.System.Spawn(props, "name");
        ArgumentException error = Assert.Throws<ArgumentException>(() => manual.System.Spawn(props, "name"));
        Assert.StartsWith("There is an actor at /user/name already", error.Message, StringComparison.Ordinal);
        manual.System.Stop(first);
        manual.Run();

        ActorRef second = manual.System.Spawn(props, "name");
        Assert.NotEqual(first, second);
        Assert.Same(second, manual.System.Resolve("/user/name"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("$1")]
    public async Task ANameThatWouldBreakAPathIsRefused(string name)
    {
        await using var manual = new ManualSystem();

        Assert.Throws<ArgumentException>(() => manual.System.Spawn(Lambda.Props((_, _) => { }), name));
    }

    [Fact]
    public async Task APathWithoutAnActorResolvesToDeadLetters()
    {
        await using var manual = new ManualSystem();
        TestProbe events = manual.Probe("events");
        manual.System.EventStream.Subscribe<DeadLetter>(events);
        ActorRef nobody = manual.System.Resolve("/user/nobody");
        var loan = new Loan();
        nobody.Tell(loan, events);

        events.ExpectMsg(new DeadLetter(loan, events, nobody, DeadLetterReason.NoReceiver));
        Assert.Equal(1, loan.Releases);
    }

    [Fact]
    public async Task AnActorKnowsItsFamily()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        manual.System.Spawn(Lambda.Props((_, _) => { }, self =>
        {
            ActorRef[] children = [.. "cab".Select(
                name => self.Spawn(Lambda.Props((inner, _) => probe.Tell(inner.Parent)), $"{name}"))];
            Assert.Equal(children, self.Children);
            children[0].Tell("who?");
            probe.Tell(self.Self);
        }), "parent");

        Assert.Equal(probe.ExpectMsg<ActorRef>(), probe.ExpectMsg<ActorRef>());
        Assert.Equal(
            ["/user/parent", "/user/parent/a", "/user/parent/b", "/user/parent/c"],
            manual.System.Inspect().Select(actor => actor.Path));
        Assert.Empty(manual.Failures);
    }

    [Fact]
    public async Task InspectionCountsWhatWaitsAndWhatWasHandled()
    {
        await using var manual = new ManualSystem();
        ActorRef actor = manual.System.Spawn(Lambda.Props((_, _) => { }).WithMailboxCapacity(9), "a");
        manual.Run();
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(3);
        manual.Dispatcher.RunOne();

        ActorStatistics statistics = Assert.Single(manual.System.Inspect());
        Assert.Equal("/user/a", statistics.Path);
        Assert.Equal(ActorState.Running, statistics.State);
        Assert.Equal((2, 9), (statistics.MailboxDepth, statistics.MailboxCapacity));
        Assert.Equal(1, statistics.Processed);
        Assert.Equal((0, null), (statistics.Restarts, statistics.LastFailure));
    }

    [Fact]
    public async Task ACrashEndsEverythingWithoutAWordAndReleasesWhatWaits()
    {
        await using var manual = new ManualSystem(
            turnDuration: (_, message) => message is Loan ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        TestProbe probe = manual.Probe();
        ActorRef actor = manual.System.Spawn(Witness.Props(probe), "w");
        probe.Watch(actor);
        probe.ExpectMsg("w1 PreStart");
        Loan[] loans = [new(), new()];
        actor.Tell(loans[0]);
        actor.Tell(loans[1]);
        manual.Run();
        Assert.Equal(1, manual.Time.ArmedCount);
        manual.System.Crash();
        Assert.Equal(0, manual.Time.ArmedCount);
        manual.Advance(TimeSpan.FromSeconds(5));

        probe.ExpectNoMsg();
        Assert.Equal([1, 1], loans.Select(loan => loan.Releases));
        Assert.Equal(0, manual.Dispatcher.ReadyCount);
        Assert.True(manual.System.WhenTerminated.IsCompletedSuccessfully);
        actor.Tell("later");
        Assert.Equal(1, manual.System.DeadLetterCount);
    }

    [Fact]
    public async Task AFactoryThatHandsOutOneInstanceTwiceIsFoundOut()
    {
        await using var manual = new ManualSystem();
        var shared = new Lambda((_, _) => { });
        Props props = Props.Create(() => shared);
        manual.System.Spawn(props, "a");
        manual.System.Spawn(props, "b");
        manual.Run();

        Assert.All(manual.Failures, failure => Assert.Equal("/user/b", failure.Path));
        Assert.Equal(["/user/a"], manual.System.Inspect().Select(actor => actor.Path));
    }
}
