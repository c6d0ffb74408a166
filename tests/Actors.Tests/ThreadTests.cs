using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace RnnCluster.Actors.Tests;

/// <summary>On real threads, with Akka's TestKit in a system of the product.</summary>
public sealed class ThreadTests : TestKit
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    public ThreadTests()
        : base(ActorSystems.Create(
            "threads", new ActorSystemOptions { Time = TimeProvider.System, MailboxCapacity = 200_000 }))
    {
    }

    [Fact]
    public void OnThePoolEveryMessageIsHandledOnceAndNoActorHasTwoTurnsAtOnce()
    {
        const int Senders = 4;
        const int Messages = 20_000;
        IActorRef counter = Sys.ActorOf(ActorProps.Of(() => new Counter(TestActor, Senders, Messages)));
        Thread[] threads = [.. Enumerable.Range(0, Senders).Select(sender => new Thread(() =>
        {
            for (int number = 0; number < Messages; number++)
            {
                counter.Tell((sender, number), ActorRefs.NoSender);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        ExpectMsg("all, in order, alone", WaitMax);
        Assert.Equal(0, Sys.DeadLetterCount());
        Assert.Equal(Senders * Messages, Sys.Inspect().Sum(actor => actor.Processed));
    }

    [Fact]
    public void AnActorWithADedicatedThreadIsAlwaysOnItAndItEndsWithTheActor()
    {
        Props props = Lambda.Props(
            (self, _) => self.Sender.Tell(Thread.CurrentThread, self.Self),
            self => TestActor.Tell(Thread.CurrentThread, self.Self)).WithDispatcher(ActorSystems.DedicatedThread);
        IActorRef actor = Sys.ActorOf(props, "compute");
        Thread own = ExpectMsg<Thread>(WaitMax);
        IActorRef twin = Sys.ActorOf(props, "twin");
        Thread other = ExpectMsg<Thread>(WaitMax);

        Assert.Equal(("/user/compute", "/user/twin"), (own.Name, other.Name));
        Assert.False(own.IsThreadPoolThread);
        for (int message = 0; message < 100; message++)
        {
            actor.Tell(message, TestActor);
            Assert.Same(own, ExpectMsg<Thread>(WaitMax));
        }

        Sys.Stop(actor);
        Sys.Stop(twin);
        Assert.True(own.Join(WaitMax));
        Assert.True(other.Join(WaitMax));
    }

    [Fact]
    public void AnActorOfThePoolIsOnAThreadOfThePool()
    {
        Sys.ActorOf(Lambda.Props((self, _) => self.Sender.Tell(Thread.CurrentThread, self.Self)))
            .Tell("where", TestActor);

        Assert.True(ExpectMsg<Thread>(WaitMax).IsThreadPoolThread);
    }

    [Fact]
    public void AnEndDuringManyTellsReleasesEveryLoanOnce()
    {
        const int Rounds = 300;
        for (int round = 0; round < Rounds; round++)
        {
            IActorRef actor = Sys.ActorOf(Lambda.Props((_, message) => (message as Loan)?.Release()));
            Watch(actor);
            Loan[] loans = [.. Enumerable.Range(0, 50).Select(_ => new Loan())];
            for (int index = 0; index < loans.Length; index++)
            {
                actor.Tell(loans[index], ActorRefs.NoSender);
                if (index == round % loans.Length)
                {
                    Sys.Stop(actor);
                }
            }

            ExpectTerminated(actor, WaitMax);
            Assert.All(loans, loan => Assert.Equal(1, loan.Releases));
        }
    }

    /// <summary>Tells when two turns meet, when a sender's messages are out of order or come twice.</summary>
    private sealed class Counter(IActorRef probe, int senders, int messages) : MeasuredActor
    {
        private readonly int[] last = [.. Enumerable.Repeat(-1, senders)];
        private int inTurn;
        private int handled;

        protected override void OnReceive(object message)
        {
            (int sender, int number) = ((int, int))message;
            bool isAlone = Interlocked.Exchange(ref inTurn, 1) == 0;
            bool isNext = number == last[sender] + 1;
            last[sender] = number;
            handled++;
            if (!isAlone || !isNext)
            {
                probe.Tell($"alone: {isAlone}, next: {isNext}", Self);
            }

            if (handled == senders * messages)
            {
                probe.Tell("all, in order, alone", Self);
            }

            Interlocked.Exchange(ref inTurn, 0);
        }
    }
}
