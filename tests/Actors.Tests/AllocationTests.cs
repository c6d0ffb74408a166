using Akka.Actor;
using RnnCluster.SimulationKit;

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
    /// An envelope is in the mailbox by value; Akka's turn of a pool thread makes nothing of its own but what the pool
    /// itself needs. A step of two workers has some 60 messages.
    /// </summary>
    private const int BytesPerMessageMax = 64;

    [Fact]
    public async Task AMessageBetweenActorsOfThePoolCostsLessThan64Bytes()
    {
        ActorSystem system = ActorSystems.Create(
            "allocations", new ActorSystemOptions { Time = TimeProvider.System });
        var probe = new TestProbe(system);
        IActorRef echo = system.ActorOf(Lambda.Props((self, message) => self.Sender.Tell(message, self.Self)), "echo");
        IActorRef rally = system.ActorOf(ActorProps.Of(() => new Rally(echo, probe)), "rally");
        long least = long.MaxValue;
        for (int count = 0; count < Rallies; count++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            rally.Tell("serve", ActorRefs.NoSender);
            probe.ExpectMsg("done");
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.True(least < (long)BytesPerMessageMax * Messages, $"{least} bytes for {Messages} messages");
        await system.Terminate();
    }

    /// <summary>Sends a message to and fro until there were 10,000.</summary>
    private sealed class Rally(IActorRef echo, IActorRef probe) : MeasuredActor
    {
        private readonly object ball = new();
        private int told;

        protected override void OnReceive(object message)
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
                probe.Tell("done", Self);
            }
        }
    }
}
