using RnnCluster.Actors.Dispatchers;
using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class ManualDispatcherTests
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
        await using var manual = new ManualSystem();
        int handled = 0;
        ActorRef actor = manual.System.Spawn(Lambda.Props((_, _) => handled++));
        actor.Tell("a");
        actor.Tell("b");
        Assert.Equal(0, handled);
        manual.Run();
        Assert.Equal(2, handled);
        Assert.False(manual.Dispatcher.RunOne());
    }

    [Fact]
    public async Task ActorsThatChaseEachOtherForEverAreFoundOut()
    {
        await using var manual = new ManualSystem();
        ActorRef actor = manual.System.Spawn(Lambda.Props((self, message) => self.Self.Tell(message)), "restless");
        actor.Tell("again");

        InvalidOperationException error =
            Assert.Throws<InvalidOperationException>(() => manual.Dispatcher.RunUntilIdle(100));
        Assert.Equal("Not idle after 100 turns: /user/restless is ready again", error.Message);
        manual.System.Crash();
    }

    [Fact]
    public async Task AnActorIsBusyForTheDurationOfItsTurnAndHeardOnlyThen()
    {
        await using var manual = new ManualSystem(
            turnDuration: (_, message) => message is int seconds ? seconds * Second : default);
        TestProbe probe = manual.Probe();
        ActorRef slow = manual.System.Spawn(Lambda.Props((self, message) =>
        {
            self.Timers.StartSingle(message, "timer", Second);
            self.Sender.Tell((message, self.System.Time.GetUtcNow() - ManualTime.Start), self.Self);
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
        await using var manual = new ManualSystem(
            turnDuration: (actor, _) => actor.Name == "slow" ? Second : TimeSpan.Zero);
        TestProbe probe = manual.Probe();
        ActorRef slow = manual.System.Spawn(Lambda.Props((self, _) => probe.Tell("slow")), "slow");
        ActorRef quick = manual.System.Spawn(Lambda.Props((self, _) => probe.Tell("quick")), "quick");
        slow.Tell(1);
        quick.Tell(1);
        probe.ExpectMsg("quick");
        quick.Tell(2);
        probe.ExpectMsg("quick");
        manual.Advance(Second);
        probe.ExpectMsg("slow");
    }

    [Fact]
    public async Task AStopWaitsForTheEndOfABusyTurn()
    {
        await using var manual = new ManualSystem(turnDuration: (_, message) => message is "long" ? Second : default);
        TestProbe probe = manual.Probe();
        ActorRef actor = manual.System.Spawn(Witness.Props(probe), "w");
        probe.ExpectMsg("w1 PreStart");
        actor.Tell("long");
        manual.Run();
        manual.System.Stop(actor);
        probe.ExpectNoMsg();
        manual.Advance(Second);

        probe.ExpectMsg("w1 long");
        probe.ExpectMsg("w1 PostStop");
    }

    [Fact]
    public async Task TheDurationIsAskedForWhatATimerTells()
    {
        List<object> asked = [];
        await using var manual = new ManualSystem(turnDuration: (_, message) =>
        {
            asked.Add(message);
            return TimeSpan.Zero;
        });
        manual.System.Spawn(Lambda.Props((_, _) => { }, self => self.Timers.StartSingle("t", "tick", Second)));
        manual.Advance(Second);

        Assert.Equal(["tick"], asked);
    }

    [Fact]
    public async Task APinnedActorOfAManualSystemRunsOnTheCallersThread()
    {
        await using var manual = new ManualSystem();
        Thread? seen = null;
        Props props = Lambda.Props((_, _) => seen = Thread.CurrentThread).WithDispatcher(new PinnedDispatcher());
        manual.System.Spawn(props).Tell("run");
        manual.Run();

        Assert.Same(Thread.CurrentThread, seen);
    }

    [Fact]
    public async Task SeveralSystemsShareOneDispatcher()
    {
        await using var manual = new ManualSystem(seed: 1);
        await using var second = new ActorSystem(
            "second", new ActorSystemOptions { Time = manual.Time, Dispatcher = manual.Dispatcher });
        TestProbe probe = manual.Probe();
        ActorRef echo = second.Spawn(Lambda.Props((self, message) => self.Sender.Tell(message, self.Self)), "echo");
        echo.Tell("hello", probe);

        probe.ExpectMsg("hello");
    }

    /// <summary>Five actors with three messages each: the order in which they are handled.</summary>
    private static string Interleaving(ulong? seed)
    {
        var manual = new ManualSystem(seed);
        string order = "";
        ActorRef[] actors = [.. "abcde".Select(
            name => manual.System.Spawn(Lambda.Props((self, _) => order += self.Self.Name), $"{name}"))];
        manual.Run();
        foreach (ActorRef actor in actors)
        {
            actor.Tell(1);
            actor.Tell(2);
            actor.Tell(3);
        }

        manual.Run();
        return order;
    }
}
