using RnnCluster.Actors.Dispatchers;
using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public async Task AnActorIsNamedByItsClassOnceItHasStarted()
    {
        await using var manual = new ManualSystem();
        manual.System.Spawn(Lambda.Props((_, _) => { }), "a");
        Assert.Equal(string.Empty, Assert.Single(manual.System.Inspect()).Type);
        manual.Run();

        Assert.Equal(nameof(Lambda), Assert.Single(manual.System.Inspect()).Type);
    }

    [Fact]
    public async Task ADispatcherIsNamedByWhatReallyRunsTheActor()
    {
        await using var manual = new ManualSystem();
        await using var threads = new ActorSystem("threads", new ActorSystemOptions { Time = TimeProvider.System });
        Props plain = Lambda.Props((_, _) => { });
        Props pinned = plain.WithDispatcher(new PinnedDispatcher());
        foreach (ActorSystem system in new[] { manual.System, threads })
        {
            system.Spawn(plain, "plain");
            system.Spawn(pinned, "pinned");
        }

        // In the order of their paths: the pinned one first.
        Assert.Equal(["manual", "manual"], manual.System.Inspect().Select(actor => actor.Dispatcher));
        Assert.Equal(["pinned", "pool"], threads.Inspect().Select(actor => actor.Dispatcher));
    }

    [Fact]
    public async Task ProcessingTimesAreThoseOfTheSystemsClock()
    {
        await using var manual = new ManualSystem();
        ActorRef actor = Timed(manual);
        for (int message = 1; message <= 99; message++)
        {
            actor.Tell(TimeSpan.FromMilliseconds(1));
        }

        actor.Tell(TimeSpan.FromSeconds(2));
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
        await using var manual = new ManualSystem();
        ActorRef actor = Timed(manual);
        for (int message = 0; message < 100; message++)
        {
            actor.Tell(TimeSpan.FromMilliseconds(message % 10 == 0 ? 300 : 3));
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
        await using var manual = new ManualSystem();
        ActorRef actor = manual.System.Spawn(Lambda.Props((_, _) =>
        {
            manual.Time.Advance(TimeSpan.FromMilliseconds(7));
            throw new InvalidOperationException("no");
        }));
        actor.Tell("go");
        manual.Run();

        ActorStatistics statistics = Assert.Single(manual.System.Inspect());
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
        await using var manual = new ManualSystem();
        manual.System.Spawn(Lambda.Props((_, _) => { }));
        manual.Run();
        ActorStatistics statistics = Assert.Single(manual.System.Inspect());

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (statistics.P50, statistics.P99, statistics.Max));
    }

    /// <summary>An actor whose turn with a duration takes that long on the manual clock.</summary>
    private static ActorRef Timed(ManualSystem manual) =>
        manual.System.Spawn(Lambda.Props((_, message) => manual.Time.Advance((TimeSpan)message)));
}
