using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class AskTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task AnAnswerComesBackAndLeavesNothingBehind()
    {
        await using var manual = new ManualSystem();
        ActorRef actor = manual.System.Spawn(Lambda.Props((self, message) => self.Sender.Tell((int)message + 1)));
        Task<int> answer = manual.System.Ask<int>(actor, 41, Second);
        Assert.IsType<AskRef>(manual.System.Resolve("/temp/1"));
        manual.Run();

        Assert.Equal(42, await answer);
        Assert.IsNotType<AskRef>(manual.System.Resolve("/temp/1"));
        Assert.Equal(0, manual.Time.ArmedCount);
    }

    [Fact]
    public async Task ATimeoutSaysWhoWasAskedWhatAndLeavesNothingBehind()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        Task<int> answer = manual.System.Ask<int>(probe, "How many?", 2 * Second);
        manual.Advance((2 * Second) - TimeSpan.FromTicks(1));
        Assert.False(answer.IsCompleted);
        manual.Advance(TimeSpan.FromTicks(1));

        AskTimeoutException timeout = await Assert.ThrowsAsync<AskTimeoutException>(() => answer);
        Assert.Equal("/probe/probe did not answer How many? within 2 s", timeout.Message);
        Assert.Equal(probe, timeout.Target);
        Assert.IsNotType<AskRef>(manual.System.Resolve("/temp/1"));
        Assert.Equal(0, manual.Time.ArmedCount);
    }

    [Fact]
    public async Task AnAnswerAfterTheTimeoutOrASecondOneIsADeadLetterAndReleased()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        Task<Loan> late = manual.System.Ask<Loan>(probe, "late", Second);
        Task<Loan> prompt = manual.System.Ask<Loan>(probe, "prompt", 2 * Second);
        manual.Advance(Second);
        Loan[] loans = [new(), new(), new()];
        probe.ExpectMsg("late");
        probe.Reply(loans[0]);
        probe.ExpectMsg("prompt");
        probe.Reply(loans[1]);
        probe.Reply(loans[2]);

        await Assert.ThrowsAsync<AskTimeoutException>(() => late);
        Assert.Same(loans[1], await prompt);
        Assert.Equal([1, 0, 1], loans.Select(loan => loan.Releases));
        Assert.Equal(2, manual.System.DeadLetterCount);
    }

    [Fact]
    public async Task AnAnswerOfAnotherTypeIsAnErrorThatNamesBothAndIsReleased()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        Task<int> answer = manual.System.Ask<int>(probe, "How many?", Second);
        probe.ExpectMsg("How many?");
        var loan = new Loan();
        probe.Reply(loan);

        InvalidCastException error = await Assert.ThrowsAsync<InvalidCastException>(() => answer);
        Assert.Equal("/probe/probe answered String with Loan, not Int32", error.Message);
        Assert.Equal(1, loan.Releases);
    }

    [Fact]
    public async Task AnActorIsToldTheAnswerItAskedFor()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        TestProbe answerer = manual.Probe("answerer");
        manual.System.Spawn(Lambda.Props(
            (self, message) => probe.Tell($"{message} of {self.Sender}"),
            self => self.Ask(answerer, "question", Second)));
        answerer.ExpectMsg("question");
        answerer.Reply("answer");

        probe.ExpectMsg("answer of /probe/answerer");
        manual.Advance(2 * Second);
        probe.ExpectNoMsg();
    }

    [Fact]
    public async Task AnActorIsToldThatNoAnswerCameEvenIfItsMailboxIsFull()
    {
        await using var manual = new ManualSystem();
        TestProbe probe = manual.Probe();
        ActorRef asker = manual.System.Spawn(Lambda.Props(
            (self, message) => probe.Tell(message),
            self => self.Ask(probe, "question", Second)).WithMailboxCapacity(1));
        probe.ExpectMsg("question");
        asker.Tell("full");
        manual.Time.Advance(Second);

        probe.ExpectMsg("full");
        probe.ExpectMsg(new AskTimedOut(probe, "question", Second));
    }
}
