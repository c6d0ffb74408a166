using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class DeathWatchTests
{
    [Fact]
    public async Task TheEndOfAWatchedActorIsToldOnce()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef watched = manual.System.Spawn(Lambda.Props((_, _) => { }), "watched");
        ActorRef watcher = manual.System.Spawn(Watcher(probe), "watcher");
        watcher.Tell(watched);
        watcher.Tell(watched);
        manual.Run();
        manual.System.Stop(watched);

        probe.ExpectTerminated(watched);

        // A second word from whoever keeps the ref, a connection that breaks twice say, is dropped.
        watcher.Tell(new Terminated(watched));
        probe.ExpectNoMsg();
        Assert.Equal(0, manual.System.DeadLetterCount);
    }

    [Fact]
    public async Task AnActorThatHasEndedAlreadyIsToldToWhoeverWatchesItNow()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef watched = manual.System.Spawn(Lambda.Props((_, _) => { }), "watched");
        ActorRef watcher = manual.System.Spawn(Watcher(probe), "watcher");
        manual.System.Stop(watched);
        manual.Run();
        watcher.Tell(watched);
        probe.ExpectTerminated(watched);

        ActorRef nobody = manual.System.Resolve("/user/nobody");
        watcher.Tell(nobody);
        probe.ExpectTerminated(nobody);
    }

    [Fact]
    public async Task AWatchThatWaitsBehindTheStopIsAnsweredOnce()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef watched = manual.System.Spawn(Lambda.Props((_, _) => { }), "watched");
        manual.Run();
        manual.System.Stop(watched);
        probe.Watch(watched);

        probe.ExpectTerminated(watched);
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task AfterAnUnwatchNothingIsToldEvenIfItWaitsInTheMailbox()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef watched = manual.System.Spawn(Lambda.Props((_, _) => { }), "watched");
        ActorRef watcher = manual.System.Spawn(Lambda.Props((self, message) =>
        {
            if (message is Terminated)
            {
                probe.Tell(message);
            }
            else
            {
                self.Unwatch(watched);
                probe.Tell("unwatched");
            }
        }, self => self.Watch(watched)));
        manual.Run();
        watcher.Tell("unwatch");
        watcher.Tell(new Terminated(watched));
        manual.System.Stop(watched);

        probe.ExpectMsg("unwatched");
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task WhatAnActorToldBeforeItEndedComesBeforeItsEnd()
    {
        await using var manual = new ManualSystem(seed: 3);
        TestProbe probe = manual.Probe();
        ActorRef watcher = manual.System.Spawn(Lambda.Props((_, message) => probe.Tell(message), self =>
        {
            ActorRef child = self.Spawn(Lambda.Props((inner, message) =>
            {
                inner.Parent.Tell("first", inner.Self);
                inner.Stop(inner.Self);
                inner.Parent.Tell("second", inner.Self);
            }));
            self.Watch(child);
            child.Tell("go");
        }).WithMailboxCapacity(2));

        probe.ExpectMsg("first");
        probe.ExpectMsg("second");
        probe.ExpectMsg<Terminated>();
        Assert.Equal("/user/$1", watcher.Path);
    }

    [Fact]
    public async Task WhoHearsOfAnEndCanUseTheNameAgain()
    {
        await using var manual = new ManualSystem(seed: 5);
        TestProbe probe = manual.Probe();
        Props child = Lambda.Props((inner, _) => inner.Stop(inner.Self));
        manual.System.Spawn(Lambda.Props(
            (self, message) => probe.Tell(self.Spawn(child, "child")),
            self =>
            {
                ActorRef first = self.Spawn(child, "child");
                self.Watch(first);
                first.Tell("end");
            }));

        probe.ExpectMsg<ActorRef>();
        Assert.Empty(manual.Failures);
    }

    [Fact]
    public async Task ARemoteRefIsWatchedThroughItsHooks()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        var remote = new RemoteRef();
        ActorRef watcher = manual.System.Spawn(Watcher(probe), "watcher");
        watcher.Tell(remote);
        manual.Run();
        Assert.Equal([watcher], remote.Watchers);
        remote.Watchers[0].Tell(new Terminated(remote));
        probe.ExpectTerminated(remote);

        watcher.Tell(remote);
        manual.Run();
        manual.System.Stop(watcher);
        manual.Run();
        Assert.Equal([watcher], remote.Watchers);
    }

    [Fact]
    public async Task AnActorThatEndsTakesItsWatchesBack()
    {
        await using var manual = new ManualSystem();
        var remote = new RemoteRef();
        ActorRef watcher = manual.System.Spawn(Lambda.Props((_, _) => { }, self => self.Watch(remote)));
        manual.Run();
        Assert.Single(remote.Watchers);
        manual.System.Stop(watcher);
        manual.Run();
        Assert.Empty(remote.Watchers);
    }

    /// <summary>Watches the refs that it is told, and tells the probe of their ends.</summary>
    private static Props Watcher(ActorRef probe) => Lambda.Props((self, message) =>
    {
        if (message is ActorRef other)
        {
            self.Watch(other);
        }
        else
        {
            probe.Tell(message);
        }
    });

    private sealed class RemoteRef() : ActorRef("peer/user/remote")
    {
        public List<ActorRef> Watchers { get; } = [];

        public override void Tell(object message, ActorRef? sender = null)
        {
        }

        public override void AddWatcher(ActorRef watcher) => Watchers.Add(watcher);

        public override void RemoveWatcher(ActorRef watcher) => Watchers.Remove(watcher);
    }
}
