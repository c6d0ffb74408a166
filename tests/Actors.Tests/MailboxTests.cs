using RnnCluster.Actors.Mailboxes;
using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class MailboxTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(7UL)]
    public async Task MessagesOfOneSenderArriveInTheirOrder(ulong? seed)
    {
        await using var manual = new ManualSystem(seed);
        TestProbe probe = manual.Probe();
        ActorRef echo = manual.System.Spawn(Echo(), "echo");
        ActorRef busy = manual.System.Spawn(Echo(), "busy");
        for (int number = 0; number < 100; number++)
        {
            echo.Tell(number, probe);
            busy.Tell(number, manual.System.DeadLetters);
        }

        for (int number = 0; number < 100; number++)
        {
            probe.ExpectMsg(number);
        }

        Assert.Equal(echo, probe.LastSender);
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task AMessageAboveTheBoundIsADeadLetterAndReleased()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        TestProbe events = manual.Probe("events");
        manual.System.EventStream.Subscribe<DeadLetter>(events);
        ActorRef actor = manual.System.Spawn(Echo().WithMailboxCapacity(2), "small");
        Loan[] loans = [new(), new(), new(), new()];
        foreach (Loan loan in loans)
        {
            actor.Tell(loan, probe);
        }

        events.ExpectMsg(new DeadLetter(loans[2], probe, actor, DeadLetterReason.MailboxFull));
        events.ExpectMsg(new DeadLetter(loans[3], probe, actor, DeadLetterReason.MailboxFull));
        Assert.Same(loans[0], probe.ExpectMsg<Loan>());
        Assert.Same(loans[1], probe.ExpectMsg<Loan>());
        probe.ExpectNoMsg();
        Assert.Equal([0, 0, 1, 1], loans.Select(loan => loan.Releases));
        Assert.Equal(2, manual.System.DeadLetterCount);
    }

    [Fact]
    public async Task TheSystemsDefaultBoundsMailboxesWhosePropsDoNot()
    {
        await using var manual = new ManualSystem(configure: options => options with { MailboxCapacity = 3 });
        ActorRef actor = manual.System.Spawn(Echo());
        for (int number = 0; number < 5; number++)
        {
            actor.Tell(number);
        }

        Assert.Equal(2, manual.System.DeadLetterCount);
    }

    [Fact]
    public async Task AStopComesBeforeEveryMessageThatWaits()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef actor = manual.System.Spawn(Witness.Props(probe), "w");
        probe.ExpectMsg("w1 PreStart");
        actor.Tell("never");
        manual.System.Stop(actor);

        probe.ExpectMsg("w1 PostStop");
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task AFullMailboxStillTakesAStopAWatchAndATimer()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        Props props = Lambda.Props(
            (self, message) => probe.Tell(message),
            self => self.Timers.StartSingle("t", "tick", TimeSpan.FromSeconds(1)));
        ActorRef actor = manual.System.Spawn(props.WithMailboxCapacity(1));
        manual.Run();
        actor.Tell("first");
        actor.Tell("dropped");
        manual.Time.Advance(TimeSpan.FromSeconds(1));
        probe.Watch(actor);

        probe.ExpectMsg("first");
        probe.ExpectMsg("tick");
        actor.Tell("second");
        manual.System.Stop(actor);
        probe.ExpectTerminated(actor);
    }

    [Fact]
    public async Task WhatWaitsWhenAnActorEndsIsDeadLettersAndReleasedOnce()
    {
        await using var manual = new ManualSystem();
        TestProbe events = manual.Probe("events");
        manual.System.EventStream.Subscribe<DeadLetter>(events);
        ActorRef actor = manual.System.Spawn(Echo(), "gone");
        manual.Run();
        Loan[] loans = [new(), new(), new()];
        actor.Tell(loans[0]);
        actor.Tell(loans[1]);
        manual.System.Stop(actor);
        manual.Run();
        actor.Tell(loans[2]);

        foreach (Loan loan in loans)
        {
            events.ExpectMsg(new DeadLetter(loan, null, actor, DeadLetterReason.NoReceiver));
            Assert.Equal(1, loan.Releases);
        }

        events.ExpectNoMsg();
    }

    [Fact]
    public async Task AMessageThatAnActorDoesNotKnowIsReleased()
    {
        await using var manual = new ManualSystem();
        TestProbe events = manual.Probe("events");
        manual.System.EventStream.Subscribe<DeadLetter>(events);
        ActorRef actor = manual.System.Spawn(Props.Create(() => new Ignorant()));
        var loan = new Loan();
        actor.Tell(loan, events);

        events.ExpectMsg(new DeadLetter(loan, events, actor, DeadLetterReason.Unhandled));
        Assert.Equal(1, loan.Releases);
    }

    [Fact]
    public async Task ADeadLetterAboutADeadLetterIsCountedAndNotPublished()
    {
        await using var manual = new ManualSystem();
        manual.System.EventStream.Subscribe<DeadLetter>(manual.System.Resolve("/user/nobody"));
        manual.System.DeadLetters.Tell("lost");

        Assert.Equal(2, manual.System.DeadLetterCount);
    }

    [Fact]
    public async Task AMessageThatComesBeforeTheStartWaitsForIt()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();

        // Between the moment at which the path can be resolved and the start, another thread may tell something.
        var cell = new ActorCell(manual.System, Witness.Props(probe), "/user/w", parent: null);
        cell.Self.Tell("hello");
        manual.Run();
        cell.Send(new SystemMessage.Start());

        probe.ExpectMsg("w1 PreStart");
        probe.ExpectMsg("w1 hello");
    }

    [Fact]
    public async Task TheStashComesBackBeforeWhatCameLaterAndInItsOrder()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        bool isOpen = false;
        ActorRef actor = manual.System.Spawn(Lambda.Props((self, message) =>
        {
            if (message is "open")
            {
                isOpen = true;
                self.UnstashAll();
            }
            else if (isOpen)
            {
                self.Sender.Tell(message);
            }
            else
            {
                self.Stash();
            }
        }));
        foreach (string text in (string[])["a", "b", "open", "c"])
        {
            actor.Tell(text, probe);
        }

        probe.ExpectMsg("a");
        probe.ExpectMsg("b");
        probe.ExpectMsg("c");
    }

    [Fact]
    public async Task AMessageAboveTheBoundOfTheStashIsADeadLetterAndReleased()
    {
        await using var manual = new ManualSystem();
        TestProbe events = manual.Probe("events");
        manual.System.EventStream.Subscribe<DeadLetter>(events);
        ActorRef actor = manual.System.Spawn(Props.Create(() => new Hoarder()));
        Loan[] loans = [new(), new(), new()];
        foreach (Loan loan in loans)
        {
            actor.Tell(loan);
        }

        events.ExpectMsg(new DeadLetter(loans[2], null, actor, DeadLetterReason.StashFull));
        Assert.Equal([0, 0, 1], loans.Select(loan => loan.Releases));
        manual.System.Stop(actor);
        manual.Run();
        Assert.Equal([1, 1, 1], loans.Select(loan => loan.Releases));
    }

    private static Props Echo() => Lambda.Props((self, message) => self.Sender.Tell(message, self.Self));

    private sealed class Ignorant : Actor
    {
        protected internal override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Hoarder : Actor
    {
        protected internal override int StashCapacity => 2;

        protected internal override void OnReceive(object message) => Context.Stash();
    }
}
