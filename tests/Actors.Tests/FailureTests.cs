using Akka.Actor;
using RnnCluster.SimulationKit;

namespace RnnCluster.Actors.Tests;

/// <summary>What the host is told of actors that fail, and where restarts end.</summary>
public sealed class FailureTests : IAsyncDisposable
{
    private readonly SimulatedSystem simulated = new();

    public ValueTask DisposeAsync() => simulated.DisposeAsync();

    [Fact]
    public void TheHostIsToldWhoFailedAndWhyAndTheActorEnds()
    {
        TestProbe probe = simulated.Probe();
        IActorRef actor = simulated.System.ActorOf(Lambda.Props((_, _) => { }), "a");
        probe.Watch(actor);
        var cause = new InvalidOperationException("bad");
        actor.Tell(cause, ActorRefs.NoSender);

        probe.ExpectTerminated(actor);
        ActorFailure failure = Assert.Single(simulated.Failures);
        Assert.Same(cause, failure.Cause);
        Assert.Contains("/user/a", failure.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void AnActorThatCannotStartFailsWithWhatItsStartThrew()
    {
        simulated.System.ActorOf(Lambda.Props((_, _) => { }, _ => throw new IOException("no disk")));
        simulated.Run();

        Assert.Equal("no disk", Assert.IsType<IOException>(Assert.Single(simulated.Failures).Cause).Message);
    }

    [Fact]
    public void WhatASupervisorEscalatesEndsItAndIsToldOnce()
    {
        TestProbe probe = simulated.Probe();
        IActorRef? child = null;
        IActorRef parent = simulated.System.ActorOf(ActorProps.Of(() => new Escalating(made => child = made)));
        probe.Watch(parent);
        simulated.Run();
        child!.Tell(new InvalidOperationException("bad"), ActorRefs.NoSender);

        probe.ExpectTerminated(parent);
        Assert.Equal("bad", Assert.Single(simulated.Failures).Cause.Message);
    }

    [Fact]
    public void AChildIsRestartedTenTimesWithinItsWindowAndThenStopped()
    {
        TestProbe probe = simulated.Probe();
        int made = 0;
        IActorRef? child = null;
        Props props = ActorProps.Of(() =>
        {
            made++;
            return new Lambda((_, _) => { });
        });
        simulated.System.ActorOf(Lambda.Props((_, _) => { }, self => child = self.Cell.ActorOf(props)));
        simulated.Run();
        probe.Watch(child!);
        for (int count = 0; count < MeasuredActor.RestartsMax; count++)
        {
            child!.Tell(new InvalidOperationException($"{count}"), ActorRefs.NoSender);
        }

        probe.ExpectNoMsg();
        Assert.Equal(1 + MeasuredActor.RestartsMax, made);
        child!.Tell(new InvalidOperationException("once more"), ActorRefs.NoSender);

        probe.ExpectTerminated(child);
        Assert.Equal(1 + MeasuredActor.RestartsMax, made);
    }

    private sealed class Escalating(Action<IActorRef> onMade) : MeasuredActor
    {
        protected override SupervisorStrategy SupervisorStrategy() =>
            new OneForOneStrategy(static _ => Directive.Escalate);

        protected override void PreStart() => onMade(Context.ActorOf(Lambda.Props((_, _) => { })));

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
