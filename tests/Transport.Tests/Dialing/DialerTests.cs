using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Dialing;
using RnnCluster.Transport.Events;

namespace RnnCluster.Transport.Tests.Dialing;

public sealed class DialerTests : IDisposable
{
    private static readonly Endpoint First = new("first", 1);
    private static readonly Endpoint Second = new("second", 2);

    private static readonly TransportOptions Options = new()
    {
        RetryDelayMin = TimeSpan.FromSeconds(1),
        RetryDelayMax = TimeSpan.FromSeconds(8),
        GiveUpAfter = TimeSpan.FromSeconds(60),
    };

    private readonly VirtualTime time = new();
    private readonly List<(TimeSpan At, Endpoint Endpoint)> attempts = [];
    private readonly List<TransportEvent> told = [];
    private Dialer? dialer;

    public void Dispose() => dialer?.Dispose();

    [Fact]
    public void WaitsDoubleUpToTheirBoundEachByAFractionOfItsOwn()
    {
        Dialer dialer = Begin(Options with { GiveUpAfter = null }, First);
        for (int round = 0; round < 8; round++)
        {
            dialer.OnFailed("nobody");
            time.AdvanceToNextTimer();
        }

        double[] waits = [.. told.Cast<ConnectFailed>().Select(failed => failed.RetryIn.TotalSeconds)];
        double[] wholes = [1, 2, 4, 8, 8, 8, 8, 8];
        Assert.All(waits.Zip(wholes), pair => Assert.InRange(pair.First, pair.Second / 2, pair.Second));
        Assert.Equal(8, waits.Zip(wholes, (wait, whole) => wait / whole).Distinct().Count());
        Assert.Equal(9, attempts.Count);
    }

    [Fact]
    public void AnotherNodeWaitsAnotherTime()
    {
        TimeSpan[] waits = [.. "abc".Select(name => new Backoff(Options, new NodeId($"{name}")).Next())];

        Assert.Equal(3, waits.Distinct().Count());
        Assert.Equal(waits[0], new Backoff(Options, new NodeId("a")).Next());
        Assert.NotEqual(waits[0], new Backoff(Options with { Seed = 1 }, new NodeId("a")).Next());
    }

    [Fact]
    public void AllAddressesAreDialledBeforeItWaits()
    {
        Dialer dialer = Begin(Options, First, Second);
        dialer.OnFailed("one");
        Assert.Equal([(TimeSpan.Zero, First), (TimeSpan.Zero, Second)], attempts);
        dialer.OnFailed("two");
        Assert.Equal(2, attempts.Count);
        time.AdvanceToNextTimer();

        Assert.Equal(First, attempts[2].Endpoint);
        Assert.InRange(attempts[2].At.TotalSeconds, 0.5, 1);
        Assert.Equal(new ConnectFailed(First, "one", TimeSpan.Zero), told[0]);
        Assert.Equal(new ConnectFailed(Second, "two", attempts[2].At), told[1]);
    }

    [Fact]
    public void ALostPeerIsDialledWhereItWasAfterTheShortestWait()
    {
        Dialer dialer = Begin(Options, First, Second);
        for (int round = 0; round < 4; round++)
        {
            dialer.OnFailed("one");
            dialer.OnFailed("two");
            time.AdvanceToNextTimer();
        }

        dialer.OnFailed("one");
        dialer.OnConnected();
        TimeSpan lostAt = time.Elapsed;
        dialer.OnLost();
        time.AdvanceToNextTimer();

        Assert.Equal(Second, attempts[^1].Endpoint);
        Assert.InRange((attempts[^1].At - lostAt).TotalSeconds, 0.5, 1);
    }

    [Fact]
    public void PatienceEndsWithALastAttempt()
    {
        Dialer dialer = Begin(Options, First);
        while (told is not [.., ConnectGaveUp])
        {
            dialer.OnFailed("nobody");
            time.AdvanceToNextTimer();
        }

        Assert.Equal(TimeSpan.FromSeconds(60), attempts[^1].At);
        var gaveUp = (ConnectGaveUp)told[^1];
        Assert.Equal(TimeSpan.FromSeconds(60), gaveUp.After);
        Assert.Equal("nobody", gaveUp.Reason);
        Assert.Equal(0, time.ArmedCount);
    }

    [Fact]
    public void PatienceBeginsAnewWithEachLoss()
    {
        Dialer dialer = Begin(Options, First);
        dialer.OnConnected();
        time.Advance(TimeSpan.FromHours(1));
        dialer.OnLost();
        time.AdvanceToNextTimer();
        dialer.OnFailed("nobody");

        Assert.IsType<ConnectFailed>(Assert.Single(told));
    }

    [Fact]
    public void ARefusalIsFinal()
    {
        Dialer dialer = Begin(Options, First, Second);
        dialer.OnRefused("it does not fit");

        Assert.Equal([new PeerRefused(First, "it does not fit")], told);
        Assert.Equal(0, time.ArmedCount);
        Assert.Single(attempts);
    }

    [Fact]
    public void NothingHappensAfterItsDisposal()
    {
        Dialer dialer = Begin(Options, First);
        dialer.OnFailed("nobody");
        dialer.Dispose();
        time.Advance(TimeSpan.FromHours(1));
        dialer.OnFailed("nobody");

        Assert.Single(told);
        Assert.Single(attempts);
    }

    private Dialer Begin(TransportOptions options, params Endpoint[] endpoints)
    {
        dialer = new Dialer(
            endpoints,
            options,
            new NodeId("a"),
            time,
            (_, endpoint) => attempts.Add((time.Elapsed, endpoint)),
            told.Add);
        dialer.Begin();
        return dialer;
    }
}
