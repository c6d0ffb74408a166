using Akka.Actor;
using RnnCluster.SimulationKit;

namespace RnnCluster.Actors.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public async Task AnActorIsNamedByItsClassOnceItHasStarted()
    {
        await using var manual = new SimulatedSystem();
        manual.System.ActorOf(Lambda.Props((_, _) => { }), "a");
        Assert.Empty(manual.System.Inspect());
        manual.Run();

        Assert.Equal(nameof(Lambda), Assert.Single(manual.System.Inspect()).Type);
    }

    [Fact]
    public async Task AnActorsDispatcherAndMailboxAreNamed()
    {
        await using var manual = new SimulatedSystem();
        Props plain = Lambda.Props((_, _) => { });
        manual.System.ActorOf(plain, "plain");
        manual.System.ActorOf(plain.WithDispatcher(ActorSystems.DedicatedThread), "pinned");
        manual.System.ActorOf(plain.WithMailbox(ActorSystems.SmallMailbox), "small");
        manual.Run();

        Assert.Equal(
            [
                ("/user/pinned", "pinned", ActorSystemOptions.MailboxCapacityDefault),
                ("/user/plain", "pool", ActorSystemOptions.MailboxCapacityDefault),
                ("/user/small", "pool", ActorSystems.SmallMailboxCapacity),
            ],
            manual.System.Inspect().Select(actor => (actor.Path, actor.Dispatcher, actor.MailboxCapacity)));
    }

    [Fact]
    public async Task WhatWaitsAndWhatWasHandledIsCounted()
    {
        await using var manual = new SimulatedSystem();
        IActorRef actor = manual.System.ActorOf(Lambda.Props((_, _) => { }));
        manual.Run();
        actor.Tell(1, ActorRefs.NoSender);
        actor.Tell(2, ActorRefs.NoSender);
        ActorStatistics before = Assert.Single(manual.System.Inspect());
        manual.Run();
        ActorStatistics after = Assert.Single(manual.System.Inspect());

        Assert.Equal((2, 0L), (before.MailboxDepth, before.Processed));
        Assert.Equal((0, 2L), (after.MailboxDepth, after.Processed));
        manual.System.Stop(actor);
        manual.Run();
        Assert.Empty(manual.System.Inspect());
    }

    [Fact]
    public async Task ProcessingTimesAreThoseOfTheSystemsClock()
    {
        await using var manual = new SimulatedSystem();
        IActorRef actor = Timed(manual);
        for (int message = 1; message <= 99; message++)
        {
            actor.Tell(TimeSpan.FromMilliseconds(1), ActorRefs.NoSender);
        }

        actor.Tell(TimeSpan.FromSeconds(2), ActorRefs.NoSender);
        manual.Run();
        ActorStatistics statistics = Assert.Single(manual.System.Inspect());

        // A percentile is the end of a bucket of half an octave: 10,000 ticks are in the one that ends below 12,288.
        Assert.Equal(TimeSpan.FromTicks(12_287), statistics.P50);
        Assert.Equal(TimeSpan.FromTicks(12_287), statistics.P99);
        Assert.Equal(TimeSpan.FromSeconds(2), statistics.Max);
    }

    [Fact]
    public async Task OneSlowMessageInTenIsSeenAtThe99thPercentileAndNotAtTheMedian()
    {
        await using var manual = new SimulatedSystem();
        IActorRef actor = Timed(manual);
        for (int message = 0; message < 100; message++)
        {
            actor.Tell(TimeSpan.FromMilliseconds(message % 10 == 0 ? 300 : 3), ActorRefs.NoSender);
        }

        manual.Run();
        ActorStatistics statistics = Assert.Single(manual.System.Inspect());

        Assert.InRange(statistics.P50, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(4.5));
        Assert.Equal(TimeSpan.FromMilliseconds(300), statistics.P99);
        Assert.Equal(TimeSpan.FromMilliseconds(300), statistics.Max);
    }

    [Fact]
    public async Task AMessageThatFailsHasTakenItsTimeToo()
    {
        await using var manual = new SimulatedSystem();
        Props failing = Lambda.Props((_, _) =>
        {
            manual.Time.Advance(TimeSpan.FromMilliseconds(7));
            throw new InvalidOperationException("no");
        });
        manual.System.ActorOf(Lambda.Props(
            (_, _) => { }, self => self.Cell.ActorOf(failing, "failing").Tell("go", ActorRefs.NoSender)));
        manual.Run();

        ActorStatistics statistics = Assert.Single(manual.System.Inspect(), actor => actor.Restarts == 1);
        TimeSpan time = TimeSpan.FromMilliseconds(7);

        Assert.Equal((time, time, time), (statistics.P50, statistics.P99, statistics.Max));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(1000)]
    [InlineData((1L << 31) - 1)]
    [InlineData(1L << 31)]
    [InlineData((3L << 30) - 1)]
    public void APercentileIsAtLeastTheTimeAndAtMostHalfMore(long ticks)
    {
        var times = new TurnTimes();
        times.Add(ticks);
        times.Add(ticks);
        times.Add(long.MaxValue);

        Assert.InRange(times.Percentile(0.5).Ticks, ticks, Math.Max(ticks, ticks * 3 / 2));
        Assert.Equal(TimeSpan.MaxValue, times.Max);
        Assert.Equal(TimeSpan.MaxValue, times.Percentile(1));
    }

    [Fact]
    public async Task AnActorWithoutMessagesHasTakenNoTime()
    {
        await using var manual = new SimulatedSystem();
        manual.System.ActorOf(Lambda.Props((_, _) => { }));
        manual.Run();
        ActorStatistics statistics = Assert.Single(manual.System.Inspect());

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (statistics.P50, statistics.P99, statistics.Max));
    }

    /// <summary>An actor whose turn with a duration takes that long on the manual clock.</summary>
    private static IActorRef Timed(SimulatedSystem manual) =>
        manual.System.ActorOf(Lambda.Props((_, message) => manual.Time.Advance((TimeSpan)message)));
}
