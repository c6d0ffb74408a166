using RnnCluster.Actors.Supervision;
using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class SupervisionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task ResumeKeepsTheInstanceAndGoesOnWithTheNextMessage()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef child = Supervised(manual, probe, new SupervisorStrategy(_ => Directive.Resume));
        child.Tell(new InvalidDataException("bad"));
        child.Tell("next");

        probe.ExpectMsg("c1 next");
        probe.ExpectNoMsg();
        Assert.Equal(Directive.Resume, Assert.Single(manual.Failures).Directive);
    }

    [Fact]
    public async Task RestartMakesANewInstanceThatKeepsAddressAndMailbox()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef child = Supervised(manual, probe, SupervisorStrategy.Default);
        child.Tell(new InvalidDataException("bad"));
        child.Tell("next");

        probe.ExpectMsg("c1 PreRestart bad");
        probe.ExpectMsg("c1 PostStop");
        probe.ExpectMsg("c2 PostRestart bad");
        probe.ExpectMsg("c2 PreStart");
        probe.ExpectMsg("c2 next");
        Assert.Equal(child, probe.LastSender);
        ActorStatistics statistics = Assert.Single(manual.System.Inspect(), actor => actor.Path == child.Path);
        Assert.Equal((1, "bad", ActorState.Running), (statistics.Restarts, statistics.LastFailure, statistics.State));
    }

    [Fact]
    public async Task StopEndsTheChildAndReleasesWhatWaits()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef child = Supervised(manual, probe, SupervisorStrategy.Stopping);
        var loan = new Loan();
        child.Tell(new InvalidDataException("bad"));
        child.Tell(loan);
        probe.Watch(child);

        probe.ExpectMsg("c1 PostStop");
        probe.ExpectTerminated(child);
        Assert.Equal(1, loan.Releases);
    }

    [Fact]
    public async Task EscalateFailsTheSupervisorWhoseRestartStopsTheChild()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef child = Supervised(manual, probe, SupervisorStrategy.Escalating);
        probe.Watch(child);
        child.Tell(new InvalidDataException("bad"));

        probe.ExpectMsg("p1 PreRestart bad");
        probe.ExpectMsg("p1 PostStop");
        probe.ExpectMsg("c1 PostStop");
        probe.ExpectTerminated(child);
        probe.ExpectMsg("p2 PostRestart bad");
        probe.ExpectMsg("p2 PreStart");
        Assert.Equal(
            [("/user/p/c", Directive.Escalate), ("/user/p", Directive.Restart)],
            manual.Failures.Select(failure => (failure.Path, failure.Directive)));
    }

    [Fact]
    public async Task ASupervisorThatIsResumedResumesTheChildWhoseFailureItEscalated()
    {
        await using var manual = new ManualSystem(
            configure: options => options with { GuardianStrategy = new SupervisorStrategy(_ => Directive.Resume) });
        TestProbe probe = manual.Probe();
        ActorRef child = Supervised(manual, probe, SupervisorStrategy.Escalating);
        child.Tell(new InvalidDataException("bad"));
        child.Tell("next");

        probe.ExpectMsg("c1 next");
    }

    [Fact]
    public async Task WhatTheGuardianEscalatesEndsTheSystem()
    {
        await using var manual = new ManualSystem(
            configure: options => options with { GuardianStrategy = SupervisorStrategy.Escalating });
        TestProbe probe = manual.Probe();
        manual.System.Spawn(Witness.Props(probe), "w").Tell(new InvalidDataException("bad"));
        manual.Run();

        Assert.True(manual.System.WhenTerminated.IsCompletedSuccessfully);
        Assert.Empty(manual.System.Inspect());
    }

    [Fact]
    public async Task ADeciderThatThrowsEscalatesWhatItThrew()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef child = Supervised(
            manual, probe, new SupervisorStrategy(_ => throw new InvalidOperationException("undecided")));
        child.Tell(new InvalidDataException("bad"));

        probe.ExpectMsg("p1 PreRestart undecided");
    }

    [Fact]
    public async Task TheDeciderSeesTheExceptionAndOtherChildrenGoOn()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        var strategy = new SupervisorStrategy(
            cause => cause is InvalidDataException ? Directive.Stop : Directive.Resume);
        ActorRef child = Supervised(manual, probe, strategy);
        ActorRef other = Spawn(manual, manual.System.Resolve("/user/p"), probe, "d");
        child.Tell(new InvalidOperationException("harmless"));
        child.Tell(new InvalidDataException("bad"));
        other.Tell("unmoved");

        Assert.Equal(
            ["c1 PostStop", "d1 unmoved"],
            new[] { probe.ExpectMsg<string>(), probe.ExpectMsg<string>() }.Order());
    }

    [Fact]
    public async Task OneRestartMoreThanTheWindowAllowsIsAStop()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef child = Supervised(
            manual, probe, new SupervisorStrategy(_ => Directive.Restart, restartsMax: 2, window: 10 * Second));
        probe.Watch(child);

        // The first falls out of the window, so the third of these is the second that counts.
        for (int failure = 0; failure < 3; failure++)
        {
            child.Tell(new InvalidDataException("bad"));
            manual.Run();
            manual.Advance(6 * Second);
        }

        Assert.All(manual.Failures, failure => Assert.Equal(Directive.Restart, failure.Directive));
        child.Tell(new InvalidDataException("bad"));
        child.Tell(new InvalidDataException("bad"));
        probe.FishForMessage<Terminated>();
        Assert.Equal(
            [Directive.Restart, Directive.Restart, Directive.Restart, Directive.Restart, Directive.Stop],
            manual.Failures.Select(failure => failure.Directive));
    }

    [Fact]
    public async Task ABackOffGrowsWithEveryRestartUpToItsBound()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        var backoff = new RestartBackoff(Second, 5 * Second, 2);
        ActorRef child = Supervised(manual, probe, new SupervisorStrategy(_ => Directive.Restart, backoff: backoff));
        foreach (int seconds in (int[])[1, 2, 4, 5, 5])
        {
            child.Tell(new InvalidDataException("bad"));
            child.Tell("meanwhile");
            manual.Advance((seconds * Second) - TimeSpan.FromMilliseconds(1));
            probe.ExpectNoMsg();
            manual.Advance(TimeSpan.FromMilliseconds(1));
            probe.FishForMessage<string>(text => text.EndsWith("meanwhile", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task AChildThatIsStoppedWhileItRestsIsNotRestarted()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        var backoff = new RestartBackoff(Second, Second, 1);
        ActorRef child = Supervised(manual, probe, new SupervisorStrategy(_ => Directive.Restart, backoff: backoff));
        child.Tell(new InvalidDataException("bad"));
        manual.Run();
        Assert.Equal(1, manual.Time.ArmedCount);
        manual.System.Stop(child);
        probe.ExpectMsg("c1 PostStop");
        Assert.Equal(0, manual.Time.ArmedCount);
        manual.Advance(2 * Second);
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task AStartThatFailsIsSupervisedAndEndsAtTheLimit()
    {
        await using var manual = new ManualSystem();
        int starts = 0;
        ActorRef actor = manual.System.Spawn(Lambda.Props((_, _) => { }, _ =>
        {
            starts++;
            throw new InvalidDataException("no start");
        }));
        TestProbe probe = manual.Probe();
        probe.Watch(actor);

        probe.ExpectTerminated(actor);
        Assert.Equal(1 + SupervisorStrategy.RestartsMaxDefault, starts);
    }

    [Fact]
    public async Task ResumingAnActorThatNeverStartedStartsItAnew()
    {
        await using var manual = new ManualSystem(
            configure: options => options with { GuardianStrategy = new SupervisorStrategy(_ => Directive.Resume) });
        TestProbe probe = manual.Probe();
        int attempts = 0;
        ActorRef actor = manual.System.Spawn(Props.Create(
            () => ++attempts == 1 ? throw new InvalidDataException("no factory") : new Witness(probe, attempts)), "w");
        actor.Tell("hello");

        probe.ExpectMsg("w2 PostRestart no factory");
        probe.ExpectMsg("w2 PreStart");
        probe.ExpectMsg("w2 hello");
    }

    [Fact]
    public async Task ARestartWaitsUntilTheOldChildrenHaveEndedSoThatTheirNamesAreFree()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef parent = manual.System.Spawn(Lambda.Props(
            (_, message) => throw (Exception)message,
            self => self.Spawn(Witness.Props(probe), "child")));
        probe.ExpectMsg("child1 PreStart");
        parent.Tell(new InvalidDataException("bad"));

        probe.ExpectMsg("child1 PostStop");
        probe.ExpectMsg("child1 PreStart");
        Assert.Single(manual.Failures);
    }

    [Fact]
    public async Task LastWordsThatFailAreReportedAndTheEndComesAllTheSame()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef actor = manual.System.Spawn(Props.Create(() => new Stubborn()), "stubborn");
        probe.Watch(actor);
        manual.System.Stop(actor);

        probe.ExpectTerminated(actor);
        Assert.Equal(("/user/stubborn", "not yet"), (manual.Failures[0].Path, manual.Failures[0].Cause.Message));
    }

    [Fact]
    public async Task AFailureIsPublished()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        manual.System.EventStream.Subscribe<ActorFailure>(probe);
        var exception = new InvalidDataException("bad");
        manual.System.Spawn(Witness.Props(manual.System.DeadLetters), "w").Tell(exception);

        probe.ExpectMsg(new ActorFailure("/user/w", exception, Directive.Restart));
    }

    [Fact]
    public async Task WhatWasStashedComesToTheNewInstance()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        int instances = 0;
        ActorRef actor = manual.System.Spawn(Props.Create(() =>
        {
            int instance = ++instances;
            return new Lambda((self, message) =>
            {
                switch (message)
                {
                    case Exception exception:
                        throw exception;
                    case var _ when instance == 1:
                        self.Stash();
                        break;
                    default:
                        probe.Tell(message);
                        break;
                }
            });
        }));
        actor.Tell("early");
        actor.Tell(new InvalidDataException("bad"));

        probe.ExpectMsg("early");
    }

    [Fact]
    public async Task BecomeHandlesMessagesUntilARestart()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef actor = manual.System.Spawn(Lambda.Props((self, message) =>
        {
            probe.Tell($"receive {message}");
            self.Become(next =>
            {
                probe.Tell($"become {next}");
                throw new InvalidDataException("bad");
            });
        }));
        foreach (string text in (string[])["a", "b", "c"])
        {
            actor.Tell(text);
        }

        probe.ExpectMsg("receive a");
        probe.ExpectMsg("become b");
        probe.ExpectMsg("receive c");
    }

    /// <summary>A parent p with the strategy and its child c, both started.</summary>
    private static ActorRef Supervised(ManualSystem manual, TestProbe probe, SupervisorStrategy strategy)
    {
        ActorRef parent = manual.System.Spawn(Witness.Props(probe, strategy), "p");
        probe.ExpectMsg("p1 PreStart");
        return Spawn(manual, parent, probe, "c");
    }

    private static ActorRef Spawn(ManualSystem manual, ActorRef parent, TestProbe probe, string name)
    {
        TestProbe asker = manual.Probe(name);
        parent.Tell((name, Witness.Props(probe)), asker);
        ActorRef child = asker.ExpectMsg<ActorRef>();
        probe.ExpectMsg($"{name}1 PreStart");
        return child;
    }

    private sealed class Stubborn : Actor
    {
        protected internal override void OnReceive(object message)
        {
        }

        protected internal override void PostStop() => throw new InvalidOperationException("not yet");
    }
}
