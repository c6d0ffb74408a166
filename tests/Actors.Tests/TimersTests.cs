using Akka.Actor;
using RnnCluster.SimulationKit;

namespace RnnCluster.Actors.Tests;

/// <summary>Akka's timers on the host's clock.</summary>
public sealed class TimersTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SimulatedSystem simulated = new();
    private readonly TestProbe probe;

    public TimersTests() => probe = simulated.Probe();

    public ValueTask DisposeAsync() => simulated.DisposeAsync();

    [Fact]
    public void ASingleTimerTellsOnceAtItsTime()
    {
        Spawn(self => self.Timers.StartSingleTimer("t", "tick", 2 * Second));
        simulated.Advance((2 * Second) - TimeSpan.FromTicks(1));
        probe.ExpectNoMsg();
        simulated.Advance(TimeSpan.FromTicks(1));
        probe.ExpectMsg("tick");
        simulated.Advance(10 * Second);

        probe.ExpectNoMsg();
        Assert.Equal(0, simulated.Time.ArmedCount);
    }

    [Fact]
    public void APeriodicTimerTellsAfterEveryInterval()
    {
        Spawn(self => self.Timers.StartPeriodicTimer("t", "tick", Second));
        for (int count = 0; count < 3; count++)
        {
            probe.ExpectNoMsg();
            simulated.Advance(Second);
            probe.ExpectMsg("tick");
        }
    }

    [Fact]
    public void ATickIsLeftOutWhileTheOneBeforeWaits()
    {
        Spawn(self => self.Timers.StartPeriodicTimer("t", "tick", Second));
        simulated.Time.Advance(5 * Second);
        probe.ExpectMsg("tick");
        probe.ExpectNoMsg();
        simulated.Advance(Second);

        probe.ExpectMsg("tick");
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("replaced")]
    [InlineData("stopped")]
    public void WhatIsCancelledOrReplacedNeverArrivesEvenFromTheMailbox(string way)
    {
        IActorRef actor = Spawn(
            self => self.Timers.StartSingleTimer("t", "old", Second),
            (self, _) =>
            {
                switch (way)
                {
                    case "cancelled":
                        self.Timers.Cancel("t");
                        break;
                    case "replaced":
                        self.Timers.StartSingleTimer("t", "new", Second);
                        break;
                    default:
                        self.Cell.Stop(self.Self);
                        break;
                }
            });
        actor.Tell("go", ActorRefs.NoSender);
        simulated.Time.Advance(Second);
        simulated.Run();
        probe.ExpectNoMsg();
        simulated.Advance(Second);
        if (way == "replaced")
        {
            probe.ExpectMsg("new");
        }

        probe.ExpectNoMsg();
        Assert.Equal(0, simulated.Time.ArmedCount);
        Assert.Equal(0, simulated.System.DeadLetterCount());
    }

    [Fact]
    public void TimersThatAreDueTogetherTellInTheOrderOfTheirStarts()
    {
        Spawn(self =>
        {
            foreach (string name in (string[])["b", "a", "c"])
            {
                self.Timers.StartSingleTimer(name, name, Second);
            }
        });
        simulated.Advance(Second);

        probe.ExpectMsg("b");
        probe.ExpectMsg("a");
        probe.ExpectMsg("c");
    }

    private IActorRef Spawn(Action<Lambda> preStart, Action<Lambda, object>? onGo = null)
    {
        IActorRef actor = simulated.System.ActorOf(Lambda.Props(
            (self, message) =>
            {
                if (message is "go")
                {
                    onGo!(self, message);
                }
                else
                {
                    probe.Tell(message, self.Self);
                }
            },
            preStart));
        simulated.Run();
        return actor;
    }
}
