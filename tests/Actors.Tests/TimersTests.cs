using RnnCluster.Actors.Supervision;
using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class TimersTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task ASingleTimerTellsOnceAtItsTime()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef actor = Spawn(manual, probe, timers => timers.StartSingle("t", "tick", Second));
        var isActive = (Action<Timers>)(timers => probe.Tell(timers.IsActive("t")));
        actor.Tell(isActive);
        probe.ExpectMsg(true);
        manual.Advance(Second - TimeSpan.FromTicks(1));
        probe.ExpectNoMsg();
        manual.Advance(TimeSpan.FromTicks(1));
        probe.ExpectMsg("tick");
        actor.Tell(isActive);
        probe.ExpectMsg(false);
        manual.Advance(10 * Second);
        probe.ExpectNoMsg();
        Assert.Equal(0, manual.Time.ArmedCount);
    }

    [Fact]
    public async Task APeriodicTimerTellsAfterEveryInterval()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        Spawn(manual, probe, timers => timers.StartPeriodic("t", "tick", Second));
        for (int tick = 0; tick < 5; tick++)
        {
            probe.ExpectNoMsg();
            manual.Advance(Second);
            probe.ExpectMsg("tick");
        }
    }

    [Fact]
    public async Task ATickIsLeftOutWhileTheOneBeforeWaits()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        Spawn(manual, probe, timers => timers.StartPeriodic("t", "tick", Second));
        manual.Time.Advance(5 * Second);

        probe.ExpectMsg("tick");
        probe.ExpectNoMsg();
        manual.Time.Advance(Second);
        probe.ExpectMsg("tick");
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("replace")]
    [InlineData("cancel all")]
    public async Task WhatIsCancelledOrReplacedNeverArrivesEvenFromTheMailbox(string way)
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef actor = Spawn(manual, probe, timers =>
        {
            timers.StartSingle("t", "old", Second);
            timers.StartPeriodic("u", "other", 3 * Second);
        });

        // The order goes into the mailbox first, then the timer's message, then both are handled.
        actor.Tell((Action<Timers>)(timers =>
        {
            switch (way)
            {
                case "cancel":
                    timers.Cancel("t");
                    break;
                case "replace":
                    timers.StartSingle("t", "new", Second);
                    break;
                default:
                    timers.CancelAll();
                    break;
            }

            Assert.Equal(way == "replace", timers.IsActive("t"));
        }));
        manual.Time.Advance(Second);
        probe.ExpectNoMsg();
        manual.Advance(Second);
        if (way == "replace")
        {
            probe.ExpectMsg("new");
        }

        manual.Advance(Second);
        if (way != "cancel all")
        {
            probe.ExpectMsg("other");
        }

        probe.ExpectNoMsg();
        Assert.Empty(manual.Failures);
    }

    [Fact]
    public async Task AStopEndsAllTimersWithoutDeadLetters()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef actor = Spawn(manual, probe, timers => timers.StartPeriodic("t", "tick", Second));
        manual.System.Stop(actor);
        manual.Time.Advance(Second);
        manual.Advance(10 * Second);

        probe.ExpectNoMsg();
        Assert.Equal((0, 0L), (manual.Time.ArmedCount, manual.System.DeadLetterCount));
    }

    [Fact]
    public async Task ARestartEndsAllTimers()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        int starts = 0;
        ActorRef actor = manual.System.Spawn(Lambda.Props(
            (_, message) =>
            {
                if (message is Exception exception)
                {
                    throw exception;
                }

                probe.Tell(message);
            },
            self =>
            {
                if (starts++ == 0)
                {
                    self.Timers.StartPeriodic("t", "tick", Second);
                }
            }));
        manual.Run();
        actor.Tell(new InvalidDataException("bad"));
        manual.Time.Advance(Second);
        manual.Advance(3 * Second);

        probe.ExpectNoMsg();
        Assert.Equal(Directive.Restart, Assert.Single(manual.Failures).Directive);
    }

    [Fact]
    public async Task TimersThatAreDueTogetherTellInTheOrderOfTheirStarts()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        Spawn(manual, probe, timers =>
        {
            timers.StartSingle("late", "late", 2 * Second);
            for (int number = 0; number < 20; number++)
            {
                timers.StartSingle(number, number, Second);
            }
        });
        manual.Time.Advance(2 * Second);

        for (int number = 0; number < 20; number++)
        {
            probe.ExpectMsg(number);
        }

        probe.ExpectMsg("late");
    }

    /// <summary>An actor that tells its timers' messages to the probe and does with them what it is told.</summary>
    private static ActorRef Spawn(ManualSystem manual, TestProbe probe, Action<Timers> start)
    {
        ActorRef actor = manual.System.Spawn(Lambda.Props(
            (self, message) =>
            {
                if (message is Action<Timers> action)
                {
                    action(self.Timers);
                }
                else
                {
                    probe.Tell(message);
                }
            },
            self => start(self.Timers)));
        manual.Run();
        return actor;
    }
}
