using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

/// <summary>
/// Counts the bytes of all threads. No other test runs meanwhile; what the runner and the compiler do beside it can
/// only add, so the least of several rallies counts.
/// </summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Messages = 10_000;
    private const int Rallies = 10;

    /// <summary>
    /// An envelope lies in the mailbox by value and an actor is its own work item, so what is left is the pool's: a
    /// segment of its queue now and then.
    /// </summary>
    private const int BytesPerMessageMax = 1;

    [Fact]
    public async Task AMessageBetweenActorsOfThePoolCostsLessThanOneByte()
    {
        await using var system = new ActorSystem("allocations", new ActorSystemOptions { Time = TimeProvider.System });
        var probe = new TestProbe(system);
        ActorRef echo = system.Spawn(Lambda.Props((self, message) => self.Sender.Tell(message, self.Self)), "echo");
        ActorRef rally = system.Spawn(Props.Create(() => new Rally(echo, probe)), "rally");
        long least = long.MaxValue;
        for (int count = 0; count < Rallies; count++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            rally.Tell("serve");
            probe.ExpectMsg("done");
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.True(least < (long)BytesPerMessageMax * Messages, $"{least} bytes for {Messages} messages");
    }

    /// <summary>Sends a message to and fro until there were 10,000.</summary>
    private sealed class Rally(ActorRef echo, ActorRef probe) : Actor
    {
        private readonly object ball = new();
        private int told;

        protected internal override void OnReceive(object message)
        {
            if (message is "serve")
            {
                told = 0;
            }

            if (told < Messages)
            {
                // One to the echo, one back.
                told += 2;
                echo.Tell(ball, Self);
            }
            else
            {
                probe.Tell("done");
            }
        }
    }
}
