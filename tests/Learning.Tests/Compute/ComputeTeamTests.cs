using RnnCluster.Learning.Compute;

namespace RnnCluster.Learning.Tests.Compute;

public sealed class ComputeTeamTests
{
    /// <summary>
    /// Far beyond what any of these rounds take: a wake-up that is lost fails a test instead of hanging it.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void ARoundRunsOnceOnEveryMemberEachOnItsOwnThread(int size)
    {
        using var team = new ComputeTeam(size);
        var job = new CountingJob(size);
        team.Run(job);
        Assert.Equal(Enumerable.Repeat(1L, size), job.Calls);
        Assert.Equal(0, job.Mistaken);
        Assert.Same(Thread.CurrentThread, job.Threads[0]);
        Assert.Equal(size, job.Threads.Distinct().Count());
        Assert.Equal(size, team.Size);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ManyTinyRoundsLoseNoPart(int size)
    {
        const int rounds = 100_000;
        var team = new ComputeTeam(size);
        var job = new CountingJob(size);
        EnsureEnds(() =>
        {
            for (int round = 0; round < rounds; round++)
            {
                team.Run(job);
            }
        });
        team.Dispose();
        Assert.Equal(Enumerable.Repeat((long)rounds, size), job.Calls);
    }

    /// <summary>
    /// The gaps are drawn around the moment when members give up spinning and fall asleep, which is where a wake-up
    /// could be lost.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void RoundsAfterGapsOfAnyLengthWakeEverybody(int size)
    {
        const int rounds = 3_000;
        var team = new ComputeTeam(size);
        var job = new CountingJob(size);
        EnsureEnds(() =>
        {
            for (int round = 0; round < rounds; round++)
            {
                team.Run(job);
                Thread.SpinWait(round * 97 % 12_000);
            }
        });
        team.Dispose();
        Assert.Equal(Enumerable.Repeat((long)rounds, size), job.Calls);
    }

    /// <summary>The caller is done at once and falls asleep; the last member must wake it.</summary>
    [Fact]
    public void TheCallerSleepsUntilTheSlowestMemberIsDone()
    {
        using var team = new ComputeTeam(3);
        for (int round = 0; round < 300; round++)
        {
            var job = new ActionJob((member, _) => Thread.SpinWait(member * round * 50));
            team.Run(job);
            Assert.Equal(3, job.Done);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 2)]
    public void AnExceptionReachesTheCallerAndTheTeamGoesOn(int size, int failing)
    {
        using var team = new ComputeTeam(size);
        var bad = new ActionJob((member, _) =>
        {
            if (member == failing)
            {
                throw new InvalidOperationException($"member {member}");
            }
        });
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => team.Run(bad));
        Assert.Equal($"member {failing}", thrown.Message);
        Assert.Equal(size - 1, bad.Done);
        Assert.Contains(
            nameof(AnExceptionReachesTheCallerAndTheTeamGoesOn), thrown.StackTrace, StringComparison.Ordinal);

        var good = new CountingJob(size);
        team.Run(good);
        Assert.Equal(Enumerable.Repeat(1L, size), good.Calls);
    }

    [Fact]
    public void WhenAllFailTheCallerGetsOneFailureOfThisRound()
    {
        using var team = new ComputeTeam(4);
        for (int round = 0; round < 100; round++)
        {
            int current = round;
            var bad = new ActionJob((_, _) => throw new InvalidOperationException($"round {current}"));
            Assert.Equal($"round {round}", Assert.Throws<InvalidOperationException>(() => team.Run(bad)).Message);
        }

        team.Run(new CountingJob(4));
    }

    [Fact]
    public void DisposeEndsTheThreads()
    {
        var job = new CountingJob(4);
        var team = new ComputeTeam(4);
        team.Run(job);
        Assert.All(job.Threads, thread => Assert.True(thread!.IsAlive));
        team.Dispose();
        Assert.All(job.Threads[1..], thread => Assert.False(thread!.IsAlive));
        team.Dispose();
    }

    [Fact]
    public void ATeamThatWasNeverUsedEnds()
    {
        for (int count = 0; count < 200; count++)
        {
            using var team = new ComputeTeam(3);
        }
    }

    [Fact]
    public void ATeamThatHasEndedRunsNothing()
    {
        var team = new ComputeTeam(2);
        team.Dispose();
        var job = new CountingJob(2);
        Assert.ThrowsAny<Exception>(() => team.Run(job));
        Assert.Equal([0, 0], job.Calls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ARoundWithinARoundIsRefused(int size)
    {
        using var team = new ComputeTeam(size);
        var nested = new ActionJob((member, _) =>
        {
            if (member == 0)
            {
                team.Run(new CountingJob(size));
            }
        });
        Assert.ThrowsAny<Exception>(() => team.Run(nested));
        team.Run(new CountingJob(size));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ComputeTeam.SizeMax + 1)]
    public void ASizeOutOfRangeIsRefused(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ComputeTeam(size));

    private static void EnsureEnds(Action rounds)
    {
        var caller = new Thread(() => rounds()) { IsBackground = true };
        caller.Start();
        Assert.True(caller.Join(Patience), "a round has not ended: somebody was not woken");
    }
}
