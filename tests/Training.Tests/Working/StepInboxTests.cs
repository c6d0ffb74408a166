using RnnCluster.Protocol;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Working;

namespace RnnCluster.Training.Tests.Working;

public sealed class StepInboxTests
{
    private readonly PayloadPool pool = new();
    private readonly StepInbox inbox = new(bytesMax: 10, messagesMax: 4);

    [Fact]
    public void AStepsMessagesComeOutInTheOrderOfTheirArrivalAndThoseOfEarlierStepsAreReleased()
    {
        Assert.True(inbox.TryHold(new Step(1), Carried(1)));
        Assert.True(inbox.TryHold(new Step(3), Carried(1)));
        Assert.True(inbox.TryHold(new Step(2), Closed(21)));
        Assert.True(inbox.TryHold(new Step(2), Closed(22)));

        IReadOnlyCollection<Message> taken = inbox.Take(new Step(2));

        Assert.Equal([21, 22], taken.Cast<RoundClosed>().Select(closed => closed.Loss));
        Assert.Equal(1, pool.Outstanding);
        Assert.Empty(inbox.Take(new Step(2)));
    }

    [Fact]
    public void BytesAreBoundedAndComeBack()
    {
        Assert.True(inbox.TryHold(new Step(1), Carried(6)));
        Assert.True(inbox.TryHold(new Step(2), Carried(4)));
        CarriedState tooMuch = Carried(1);
        Assert.False(inbox.TryHold(new Step(2), tooMuch));
        Assert.Equal(3, pool.Outstanding);
        Assert.True(inbox.TryHold(new Step(2), Closed(1)));

        inbox.Take(new Step(1)).Cast<CarriedState>().Single().Release();
        Assert.True(inbox.TryHold(new Step(2), tooMuch));
    }

    [Fact]
    public void MessagesAreBoundedAndComeBack()
    {
        for (int count = 0; count < 4; count++)
        {
            Assert.True(inbox.TryHold(new Step(count), Closed(1)));
        }

        Assert.False(inbox.TryHold(new Step(1), Closed(1)));
        inbox.Take(new Step(1));
        Assert.True(inbox.TryHold(new Step(5), Closed(1)));
        Assert.True(inbox.TryHold(new Step(5), Closed(1)));
        Assert.False(inbox.TryHold(new Step(5), Closed(1)));
    }

    [Fact]
    public void ClearingReleasesEverythingOnceAndMakesRoom()
    {
        inbox.TryHold(new Step(1), Carried(5));
        inbox.TryHold(new Step(2), Carried(5));

        inbox.Clear();

        Assert.Equal(0, pool.Outstanding);
        Assert.True(inbox.TryHold(new Step(1), Carried(10)));
    }

    private static RoundClosed Closed(double loss) => new(1, Step.Zero, loss, 0, []);

    private CarriedState Carried(int bytes) => new(1, Step.Zero, default, 0, bytes, 0, pool.Rent(bytes));
}
