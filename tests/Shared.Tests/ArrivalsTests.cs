namespace RnnCluster.Shared.Tests;

public sealed class ArrivalsTests
{
    private static readonly NodeId Anna = new("anna");
    private readonly Arrivals arrivals = new();

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void TheOneThatCameLaterHasTheNameWhateverItsNumber(long first, long second)
    {
        Assert.True(arrivals.MayTake(Anna, first, connected: null));
        Assert.True(arrivals.MayTake(Anna, second, connected: first));
        Assert.False(arrivals.MayTake(Anna, first, connected: second));
        Assert.True(arrivals.MayTake(Anna, second, connected: second));
    }

    [Fact]
    public void OneThatWasReplacedMayComeBackWhenTheOtherIsGone()
    {
        Assert.True(arrivals.MayTake(Anna, 1, connected: null));
        Assert.True(arrivals.MayTake(Anna, 2, connected: 1));
        Assert.True(arrivals.MayTake(Anna, 1, connected: null));
        Assert.True(arrivals.MayTake(Anna, 2, connected: 1));
    }

    [Fact]
    public void NamesAreTheirOwn()
    {
        Assert.True(arrivals.MayTake(Anna, 1, connected: null));
        Assert.True(arrivals.MayTake(new NodeId("bert"), 2, connected: null));
        Assert.True(arrivals.MayTake(Anna, 2, connected: 1));
    }

    [Fact]
    public void OnlyTheNewestAreRemembered()
    {
        for (int start = 0; start < 2 * Arrivals.RememberedMax; start++)
        {
            Assert.True(arrivals.MayTake(Anna, start, connected: null));
        }

        Assert.Equal(Arrivals.RememberedMax, arrivals.Count);
    }
}
