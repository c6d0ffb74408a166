using RnnCluster.ActorTestKit;

namespace RnnCluster.Actors.Tests;

public sealed class MailboxTests
{
    [Fact]
    public async Task MessagesOfOneSenderArriveInTheirOrder()
    {
        await using var manual = new ManualSystem(seed: 7);
        TestProbe probe = manual.Probe();
        ActorRef echo = manual.System.Spawn(Lambda.Props((self, message) => self.Sender.Tell(message, self.Self)), "echo");
        for (int number = 0; number < 100; number++)
        {
            echo.Tell(number, probe);
        }

        for (int number = 0; number < 100; number++)
        {
            probe.ExpectMsg(number);
        }

        Assert.Equal("/user/echo", probe.LastSender?.Path);
        probe.ExpectNoMsg();
    }
}
