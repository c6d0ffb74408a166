using Akka.Actor;
using RnnCluster.SimulationKit;

namespace RnnCluster.Actors.Tests;

public sealed class VirtualThreadTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void WithoutASeedWhoIsReadyFirstIsFirst() =>
        Assert.Equal("abcdeabcdeabcde", Interleaving(seed: null));

    [Fact]
    public void TheSameSeedGivesTheSameOrderAndOthersGiveOthers()
    {
        string[] orders = [.. Enumerable.Range(0, 20).Select(seed => Interleaving((ulong)seed))];

        Assert.Equal(orders, Enumerable.Range(0, 20).Select(seed => Interleaving((ulong)seed)));
        Assert.Equal(20, orders.Distinct().Count());
        Assert.NotEqual(Interleaving(0), Interleaving(1UL << 32));
    }

    [Fact]
    public async Task NothingRunsUntilItIsToldTo()
    {
        await using var manual = new SimulatedSystem();
        int handled = 0;
        IActorRef actor = manual.System.ActorOf(Lambda.Props((_, _) => handled++));
        actor.Tell("a", ActorRefs.NoSender);
        actor.Tell("b", ActorRefs.NoSender);
        Assert.Equal(0, handled);
        manual.Run();
        Assert.Equal(2, handled);
        Assert.False(manual.Thread.RunOne());
    }

    [Fact]
    public async Task ActorsThatChaseEachOtherForEverAreFoundOut()
    {
        await using var manual = new SimulatedSystem();
        IActorRef actor = manual.System.ActorOf(Lambda.Props((self, message) => self.Self.Tell(message)), "restless");
        actor.Tell("again", ActorRefs.NoSender);

        InvalidOperationException error =
            Assert.Throws<InvalidOperationException>(() => manual.Thread.RunUntilIdle(100));
        Assert.Equal($"Not idle after 100 turns: {actor} is ready again", error.Message);
        manual.System.Crash();
    }

    [Fact]
    public async Task AnActorIsBusyForTheDurationOfItsTurnAndHeardOnlyThen()
    {
        await using var manual = new SimulatedSystem(
            turnDuration: (_, message) => message is int seconds ? seconds * Second : default);
        TestProbe probe = manual.Probe();
        IActorRef slow = manual.System.ActorOf(Lambda.Props((self, message) =>
        {
            self.Timers.StartSingleTimer(message, "timer", Second);
            self.Sender.Tell((message, self.Cell.System.Clock().GetUtcNow() - VirtualTime.Start), self.Self);
        }), "slow");
        slow.Tell(3, probe);
        slow.Tell(2, probe);
        slow.Tell("prompt", probe);

        manual.Advance((3 * Second) - TimeSpan.FromTicks(1));
        probe.ExpectNoMsg();
        manual.Advance(TimeSpan.FromTicks(1));
        probe.ExpectMsg<(object, TimeSpan)>((3, 3 * Second));
        probe.ExpectNoMsg();
        manual.Advance(2 * Second);
        probe.ExpectMsg<(object, TimeSpan)>((2, 5 * Second));
        probe.ExpectMsg<(object, TimeSpan)>(("prompt", 5 * Second));
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task OthersGoOnWhileOneIsBusy()
    {
        await using var manual = new SimulatedSystem(
            turnDuration: (actor, _) => actor.Path.Name == "slow" ? Second : TimeSpan.Zero);
        TestProbe probe = manual.Probe();
        IActorRef slow = manual.System.ActorOf(Lambda.Props((self, _) => probe.Tell("slow")), "slow");
        IActorRef quick = manual.System.ActorOf(Lambda.Props((self, _) => probe.Tell("quick")), "quick");
        slow.Tell(1, ActorRefs.NoSender);
        quick.Tell(1, ActorRefs.NoSender);
        probe.ExpectMsg("quick");
        quick.Tell(2, ActorRefs.NoSender);
        probe.ExpectMsg("quick");
        manual.Advance(Second);
        probe.ExpectMsg("slow");
    }

    [Fact]
    public async Task AStopWaitsForTheEndOfABusyTurn()
    {
        await using var manual = new SimulatedSystem(
            turnDuration: (_, message) => message is "long" ? Second : default);
        TestProbe probe = manual.Probe();
        IActorRef actor = manual.System.ActorOf(Lambda.Props((self, message) => probe.Tell(message, self.Self)));
        probe.Watch(actor);
        actor.Tell("long", ActorRefs.NoSender);
        actor.Tell("never", ActorRefs.NoSender);
        manual.Run();
        manual.System.Stop(actor);
        probe.ExpectNoMsg();
        manual.Advance(Second);

        // Akka takes the stop before the message whose time is over: the turn was not.
        probe.ExpectTerminated(actor);
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task TheDurationIsAskedForWhatATimerTells()
    {
        List<object> asked = [];
        await using var manual = new SimulatedSystem(turnDuration: (_, message) =>
        {
            asked.Add(message);
            return TimeSpan.Zero;
        });
        manual.System.ActorOf(Lambda.Props((_, _) => { }, self => self.Timers.StartSingleTimer("t", "tick", Second)));
        manual.Advance(Second);

        Assert.Equal(["tick"], asked);
    }

    [Fact]
    public async Task AnActorWithADedicatedThreadRunsOnTheCallersThread()
    {
        await using var manual = new SimulatedSystem();
        Thread? seen = null;
        Props props = Lambda.Props((_, _) => seen = Thread.CurrentThread).WithDispatcher(ActorSystems.DedicatedThread);
        manual.System.ActorOf(props).Tell("run", ActorRefs.NoSender);
        manual.Run();

        Assert.Same(Thread.CurrentThread, seen);
    }

    [Fact]
    public async Task SeveralSystemsShareOneThread()
    {
        await using var manual = new SimulatedSystem(seed: 1);
        ActorSystem second = manual.Thread.CreateSystem("second");
        TestProbe probe = manual.Probe();
        IActorRef echo = second.ActorOf(Lambda.Props((self, message) => self.Sender.Tell(message, self.Self)), "echo");
        echo.Tell("hello", probe);

        probe.ExpectMsg("hello");
    }

    /// <summary>Five actors with three messages each: the order in which they are handled.</summary>
    private static string Interleaving(ulong? seed)
    {
        var manual = new SimulatedSystem(seed);
        string order = "";
        IActorRef[] actors = [.. "abcde".Select(
            name => manual.System.ActorOf(Lambda.Props((self, _) => order += self.Self.Path.Name), $"{name}"))];
        manual.Run();
        foreach (IActorRef actor in actors)
        {
            actor.Tell(1, ActorRefs.NoSender);
            actor.Tell(2, ActorRefs.NoSender);
            actor.Tell(3, ActorRefs.NoSender);
        }

        manual.Run();
        return order;
    }
}
