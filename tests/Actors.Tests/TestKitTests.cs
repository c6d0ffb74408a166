using Akka.Actor;
using RnnCluster.SimulationKit;
using Xunit.Sdk;

namespace RnnCluster.Actors.Tests;

/// <summary>The TestKit is the judge of every other test of actors, so it is judged here.</summary>
public sealed class TestKitTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task AProbeThatGotNothingSaysWhoWaitedForWhat()
    {
        await using var manual = new SimulatedSystem();
        TestProbe probe = manual.Probe("p");

        FailException error = Assert.Throws<FailException>(() => probe.ExpectMsg<Loan>());
        Assert.Equal($"{probe.Path} got nothing before everybody was idle; it waited for Loan", error.Message);
    }

    [Fact]
    public void AProbeOnThreadsWaitsUpToItsBoundAndSaysSo()
    {
        using ActorSystem system = ActorSystems.Create("pool", new ActorSystemOptions { Time = TimeProvider.System });
        var probe = new TestProbe(system, "p") { Wait = TimeSpan.FromMilliseconds(1) };

        FailException error = Assert.Throws<FailException>(() => probe.ExpectMsg<Loan>());
        Assert.Equal($"{probe.Path} got nothing within 0.001 s; it waited for Loan", error.Message);
    }

    [Fact]
    public async Task AnotherMessageThanTheExpectedFails()
    {
        await using var manual = new SimulatedSystem();
        TestProbe probe = manual.Probe("p");
        probe.Tell("a", ActorRefs.NoSender);
        probe.Tell("b", ActorRefs.NoSender);
        probe.Tell("c", ActorRefs.NoSender);
        probe.Tell("d", ActorRefs.NoSender);

        FailException error = Assert.Throws<FailException>(() => probe.ExpectMsg<int>());
        Assert.Equal($"{probe.Path} expected Int32 and got a", error.Message);
        Assert.Throws<FailException>(() => probe.ExpectMsg<string>(text => text == "x"));
        Assert.Throws<EqualException>(() => probe.ExpectMsg("x"));
        Assert.Throws<TrueException>(probe.ExpectNoMsg);
        probe.ExpectMsg("d");
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task FishingPassesOverOtherMessages()
    {
        await using var manual = new SimulatedSystem();
        TestProbe probe = manual.Probe("p");
        foreach (object message in (object[])["a", 1, 2, "b"])
        {
            probe.Tell(message, ActorRefs.NoSender);
        }

        Assert.Equal(2, probe.FishForMessage<int>(number => number > 1));
        Assert.Equal("b", probe.FishForMessage<string>());
        Assert.Throws<FailException>(() => probe.FishForMessage<string>());
    }

    [Fact]
    public void TimersFireAtTheirTimesAndThoseOfOneTimeInTheOrderOfTheirStarts()
    {
        var time = new VirtualTime();
        List<(string Name, TimeSpan Time)> fired = [];
        using ITimer late = Set("late", 2, null);
        using ITimer first = Set("first", 1, null);
        using ITimer periodic = Set("periodic", 1, 1);
        using ITimer never = Set("never", 1, null);
        never.Dispose();
        time.Advance(3 * Second);

        Assert.Equal(
            [("first", 1), ("periodic", 1), ("late", 2), ("periodic", 2), ("periodic", 3)],
            fired.Select(entry => (entry.Name, entry.Time.Seconds)));
        Assert.Equal(3 * Second, time.Elapsed);
        Assert.Equal(3 * Second, time.GetElapsedTime(0));

        ITimer Set(string name, int seconds, int? period) => time.CreateTimer(
            _ => fired.Add((name, time.Elapsed)),
            null,
            seconds * Second,
            period is { } value ? value * Second : Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void TimersThatAreDueAtOnceFireInAMoveOfNoTime()
    {
        var time = new VirtualTime();
        int fired = 0;
        using ITimer one = time.CreateTimer(_ => fired++, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        using ITimer two = time.CreateTimer(_ => fired++, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        time.Advance(TimeSpan.Zero);

        Assert.Equal((2, TimeSpan.Zero), (fired, time.Elapsed));
    }

    [Fact]
    public void ATimerThatFiresMaySetOneThatFiresInTheSameMove()
    {
        var time = new VirtualTime();
        List<TimeSpan> fired = [];
        ITimer? chain = null;
        chain = time.CreateTimer(_ => Next(), null, Second, Timeout.InfiniteTimeSpan);
        time.Advance(3 * Second);
        Assert.Equal([Second, 2 * Second, 3 * Second], fired);

        void Next()
        {
            fired.Add(time.Elapsed);
            chain!.Change(Second, Timeout.InfiniteTimeSpan);
        }
    }

    [Fact]
    public void TheClockMovesToTheNextTimerWithinTheLimit()
    {
        var time = new VirtualTime();
        int fired = 0;
        using ITimer one = time.CreateTimer(_ => fired++, null, 2 * Second, Timeout.InfiniteTimeSpan);
        using ITimer two = time.CreateTimer(_ => fired++, null, 2 * Second, Timeout.InfiniteTimeSpan);

        Assert.False(time.AdvanceToNextTimer(Second));
        Assert.Equal((0, TimeSpan.Zero), (fired, time.Elapsed));
        Assert.True(time.AdvanceToNextTimer(2 * Second));
        Assert.Equal((2, 2 * Second), (fired, time.Elapsed));
        Assert.False(time.AdvanceToNextTimer());
    }
}
