using RnnCluster.Actors.Dispatchers;
using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

/// <summary>On real threads. Who waits here waits for a message or for the end of a thread.</summary>
public sealed class ThreadTests
{
    private static readonly ActorSystemOptions Options = new() { Time = TimeProvider.System };

    [Fact]
    public async Task OnThePoolEveryMessageIsHandledOnceAndNoActorHasTwoTurnsAtOnce()
    {
        const int senders = 8;
        const int receivers = 4;
        const int messages = 20_000;
        await using var system = new ActorSystem("stress", Options with { MailboxCapacity = senders * messages });
        var probe = new TestProbe(system);
        ActorRef[] targets = [.. Enumerable.Range(0, receivers).Select(
            _ => system.Spawn(Props.Create(() => new Counter(probe, senders, messages))))];
        Thread[] threads = [.. Enumerable.Range(0, senders).Select(sender => new Thread(() =>
        {
            for (int number = 0; number < messages; number++)
            {
                targets[number % receivers].Tell((sender, number));
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        for (int target = 0; target < receivers; target++)
        {
            probe.ExpectMsg("all, in order, alone");
        }

        Assert.Equal(0, system.DeadLetterCount);
        Assert.Equal(senders * messages, system.Inspect().Sum(actor => actor.Processed));
    }

    [Fact]
    public async Task AFullMailboxLetsOthersHaveTheirTurns()
    {
        await using var system = new ActorSystem("fair", Options with { Dispatcher = new PoolDispatcher(1) });
        var probe = new TestProbe(system);
        ActorRef flooded = system.Spawn(Lambda.Props((self, message) =>
        {
            // It is never out of work, and on a pool of any size it must not keep its thread.
            if (message is "flood")
            {
                self.Self.Tell(message);
            }
            else
            {
                self.Become(_ => { });
                self.Sender.Tell("ended");
            }
        }));
        flooded.Tell("flood");
        ActorRef[] others = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(
            _ => system.Spawn(Lambda.Props((self, _) => self.Sender.Tell("served"))))];
        foreach (ActorRef other in others)
        {
            other.Tell("serve me", probe);
        }

        foreach (ActorRef _ in others)
        {
            probe.ExpectMsg("served");
        }

        flooded.Tell("end", probe);
        probe.ExpectMsg("ended");
    }

    [Fact]
    public async Task APinnedActorIsAlwaysOnItsOwnThreadWhichEndsWithIt()
    {
        await using var system = new ActorSystem("pinned", Options);
        var probe = new TestProbe(system);
        Props props = Lambda.Props(
            (self, _) => self.Sender.Tell(Thread.CurrentThread),
            _ => probe.Tell(Thread.CurrentThread)).WithDispatcher(new PinnedDispatcher());
        ActorRef actor = system.Spawn(props, "compute");
        ActorRef twin = system.Spawn(props, "twin");
        Thread[] first = [probe.ExpectMsg<Thread>(), probe.ExpectMsg<Thread>()];
        Thread own = Assert.Single(first, thread => thread.Name == "/user/compute");
        Assert.Single(first, thread => thread.Name == "/user/twin");
        for (int message = 0; message < 100; message++)
        {
            actor.Tell(message, probe);
            Assert.Same(own, probe.ExpectMsg<Thread>());
        }

        Assert.False(own.IsThreadPoolThread);
        system.Stop(actor);
        system.Stop(twin);
        Assert.All(first, thread => Assert.True(thread.Join(TestProbe.WaitMax)));
    }

    [Fact]
    public async Task AnAnswerComesFromTheActorsThreadToTheAsker()
    {
        await using var system = new ActorSystem("ask", Options);
        ActorRef actor = system.Spawn(Lambda.Props((self, message) => self.Sender.Tell($"{message}, too")));

        Assert.Equal("me, too", await system.Ask<string>(actor, "me", TestProbe.WaitMax));
    }

    [Fact]
    public async Task AnEndDuringManyTellsReleasesEveryLoanOnce()
    {
        const int rounds = 200;
        await using var system = new ActorSystem("end", Options);
        var probe = new TestProbe(system);
        for (int round = 0; round < rounds; round++)
        {
            ActorRef actor = system.Spawn(Lambda.Props((_, message) => (message as Loan)?.Release()));
            probe.Watch(actor);
            Loan[] loans = [.. Enumerable.Range(0, 50).Select(_ => new Loan())];
            for (int index = 0; index < loans.Length; index++)
            {
                actor.Tell(loans[index]);
                if (index == round % loans.Length)
                {
                    system.Stop(actor);
                }
            }

            probe.ExpectTerminated(actor);
            Assert.All(loans, loan => Assert.Equal(1, loan.Releases));
        }
    }

    /// <summary>Tells when two turns meet, when a sender's messages are out of order or come twice.</summary>
    private sealed class Counter(ActorRef probe, int senders, int messages) : Actor
    {
        private readonly int[] last = [.. Enumerable.Repeat(-1, senders)];
        private int inTurn;
        private int handled;

        protected internal override void OnReceive(object message)
        {
            (int sender, int number) = ((int, int))message;
            bool isAlone = Interlocked.Exchange(ref inTurn, 1) == 0;
            bool isLater = number > last[sender];
            last[sender] = number;
            handled++;
            if (!isAlone || !isLater)
            {
                probe.Tell($"alone: {isAlone}, later: {isLater}");
            }

            if (last.All(value => value >= messages - 4) && handled == senders * messages / 4)
            {
                probe.Tell("all, in order, alone");
            }

            Interlocked.Exchange(ref inTurn, 0);
        }
    }
}
