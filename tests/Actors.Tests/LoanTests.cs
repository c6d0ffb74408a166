using Akka.Actor;
using Akka.Event;
using RnnCluster.SimulationKit;

namespace RnnCluster.Actors.Tests;

/// <summary>What is on loan is given back once, wherever its way ends.</summary>
public sealed class LoanTests : IAsyncDisposable
{
    private readonly SimulatedSystem simulated = new(configure: options => options with { MailboxCapacity = 3 });
    private readonly Loan loan = new();

    public ValueTask DisposeAsync() => simulated.DisposeAsync();

    [Fact]
    public void AMessageAboveTheBoundIsDroppedPublishedAndReleased()
    {
        TestProbe letters = simulated.Probe();
        simulated.System.EventStream.Subscribe(letters, typeof(AllDeadLetters));
        List<object> handled = [];
        IActorRef actor = Spawn((_, message) => handled.Add(message));
        Tell(actor, 1, 2, 3, loan);

        Dropped dropped = letters.ExpectMsg<Dropped>();
        Assert.Equal((loan, "the mailbox is full", actor), (dropped.Message, dropped.Reason, dropped.Recipient));
        Assert.Equal([1, 2, 3], handled);
        AssertReleasedOnce();
    }

    [Fact]
    public void AFullMailboxStillTakesAStopAWatchedEndAndATimer()
    {
        TestProbe probe = simulated.Probe();
        IActorRef other = Spawn((_, _) => { }, "other");
        IActorRef actor = Spawn(
            (_, message) => probe.Tell(message is Terminated ? "terminated" : message),
            self =>
            {
                self.Cell.Watch(other);
                self.Timers.StartSingleTimer("t", "tick", TimeSpan.Zero);
            });
        simulated.Run();
        Tell(actor, 1, 2, 3);
        simulated.System.Stop(other);
        simulated.Advance(TimeSpan.FromSeconds(1));

        object[] seen = [.. Enumerable.Range(0, 5).Select(_ => probe.ExpectMsg<object>())];
        Assert.Equal(["1", "2", "3", "terminated", "tick"], seen.Select(message => $"{message}").Order());
        Assert.Equal(0, simulated.System.DeadLetterCount());
    }

    [Fact]
    public void WhatWaitsWhenAnActorEndsIsDeadLettersAndReleased()
    {
        IActorRef actor = Spawn((_, _) => Assert.Fail("it has ended"));
        simulated.System.Stop(actor);
        Tell(actor, loan, "more");
        simulated.Run();

        AssertReleasedOnce();
        Assert.Equal(2, simulated.System.DeadLetterCount());
    }

    [Fact]
    public void WhatComesAfterTheEndIsADeadLetterAndReleased()
    {
        IActorRef actor = Spawn((_, _) => { });
        simulated.System.Stop(actor);
        simulated.Run();
        Tell(actor, loan);

        AssertReleasedOnce();
    }

    [Fact]
    public void AMessageThatAnActorDoesNotKnowIsReleased()
    {
        Tell(Spawn((self, message) => self.Refuse(message)), loan);
        simulated.Run();

        AssertReleasedOnce();
        Assert.Equal(1, simulated.System.DeadLetterCount());
    }

    [Fact]
    public void WhatAnActorHasStashedWhenItEndsIsReleased()
    {
        IActorRef actor = Spawn((self, message) => self.Keep(message));
        Tell(actor, loan);
        simulated.Run();
        Assert.Equal(0, loan.Releases);
        simulated.System.Stop(actor);
        simulated.Run();

        AssertReleasedOnce();
    }

    [Fact]
    public void WhatDoesNotFitIntoTheStashIsDroppedAndReleased()
    {
        IActorRef actor = Spawn((self, message) => self.Keep(message));
        for (int count = 0; count < 3; count++)
        {
            Tell(actor, count);
            simulated.Run();
        }

        Tell(actor, loan);
        simulated.Run();

        AssertReleasedOnce();
        Assert.Empty(simulated.Failures);
    }

    [Fact]
    public void ARestartKeepsWhatWaitsAndWhatIsStashed()
    {
        List<object> handled = [];
        int instances = 0;
        IActorRef? child = null;
        Props props = ActorProps.Of(() =>
        {
            int instance = ++instances;
            return new Lambda((self, message) =>
            {
                if (instance == 1)
                {
                    self.Keep(message);
                    return;
                }

                handled.Add(message);
                (message as Loan)?.Release();
            });
        });
        _ = Spawn((_, _) => { }, self => child = self.Cell.ActorOf(props, "child"));
        simulated.Run();
        Tell(child!, loan);
        simulated.Run();
        Tell(child!, new InvalidOperationException("bad"), "after");
        simulated.Run();

        Assert.Equal([loan, "after"], handled);
        AssertReleasedOnce();
        Assert.Equal(1, Assert.Single(simulated.System.Inspect(), actor => actor.Path.EndsWith("/child")).Restarts);
    }

    [Fact]
    public void ACrashReleasesWhatWaitsAndNobodyHasAnotherTurnOrTimer()
    {
        IActorRef actor = Spawn(
            (_, _) => Assert.Fail("the process is gone"),
            self => self.Timers.StartPeriodicTimer("t", "tick", TimeSpan.FromSeconds(1)));
        simulated.Run();
        Tell(actor, loan);

        Assert.Equal(1, simulated.System.Crash());
        AssertReleasedOnce();
        simulated.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(simulated.Failures);
        Assert.Equal(0, simulated.Time.ArmedCount);
    }

    private IActorRef Spawn(Action<Lambda, object> onReceive, Action<Lambda>? preStart = null)
    {
        IActorRef actor = simulated.System.ActorOf(Lambda.Props(onReceive, preStart));
        simulated.Run();
        return actor;
    }

    private IActorRef Spawn(Action<Lambda, object> onReceive, string name) =>
        simulated.System.ActorOf(Lambda.Props(onReceive), name);

    private static void Tell(IActorRef actor, params object[] messages) =>
        Array.ForEach(messages, message => actor.Tell(message, ActorRefs.NoSender));

    private void AssertReleasedOnce() => Assert.Equal(1, loan.Releases);
}
