using RnnCluster.Node.Membership;
using RnnCluster.Transport;

namespace RnnCluster.Node.Tests.Membership;

/// <summary>When a coordinator says that a member is down.</summary>
public sealed class DowningRulesTests
{
    private static readonly TimeSpan DownAfter = TimeSpan.FromSeconds(7);
    private static readonly ClusterAddress Anna = new(new Endpoint("10.0.0.1", 7071), Uid: 1);
    private static readonly ClusterAddress Bert = new(new Endpoint("10.0.0.2", 7071), Uid: 2);

    private readonly DowningRules rules = new(DownAfter);

    [Fact]
    public void AMemberThatWasSilentForLongIsDownOnce()
    {
        Assert.Equal([new DowningEffect.Ask(Anna)], Look(1, Anna));
        Assert.Empty(Look(8, Anna));
        Assert.Equal([new DowningEffect.Down(Anna, "silent for 7.5 s")], Look(8.5, Anna));
        Assert.Empty(Look(9, Anna));
    }

    [Fact]
    public void AMemberThatIsHeardInBetweenBeginsAnew()
    {
        Look(1, Anna, Bert);
        Look(5, Bert);
        Look(6, Anna, Bert);

        Assert.Equal([new DowningEffect.Down(Bert, "silent for 7.5 s")], Look(8.5, Anna, Bert));
    }

    [Fact]
    public void AMemberWhoseMachineRefusesIsDownAtOnce()
    {
        Assert.Equal([new DowningEffect.Ask(Anna)], Lose(Anna));
        Assert.Equal(
            [new DowningEffect.Down(Anna, "no process is at its port any more")], Answer(Anna, isDead: true));
    }

    [Fact]
    public void AMachineIsAskedOnceAtATimeAndAgainAfterItsAnswer()
    {
        Lose(Anna);
        Assert.Empty(Lose(Anna));
        Assert.Empty(Look(1, Anna));
        Assert.Empty(Answer(Anna, isDead: false));

        Assert.Equal([new DowningEffect.Ask(Anna)], Lose(Anna));
    }

    [Fact]
    public void AStartThatFollowsAtTheSameAddressIsJudgedForItself()
    {
        Lose(Anna);
        Answer(Anna, isDead: true);
        rules.OnRemoved(Anna);
        ClusterAddress again = Anna with { Uid = 3 };

        Assert.Equal([new DowningEffect.Ask(again)], Lose(again));
        Assert.Equal(
            [new DowningEffect.Down(again, "no process is at its port any more")], Answer(again, isDead: true));
    }

    private List<DowningEffect> Look(double seconds, params ClusterAddress[] silent) =>
        Effects(effects => rules.OnLooked(TimeSpan.FromSeconds(seconds), silent, effects));

    private List<DowningEffect> Lose(ClusterAddress member) =>
        Effects(effects => rules.OnConnectionLost(member, effects));

    private List<DowningEffect> Answer(ClusterAddress member, bool isDead) =>
        Effects(effects => rules.OnAnswered(member, isDead, effects));

    private static List<DowningEffect> Effects(Action<List<DowningEffect>> advance)
    {
        List<DowningEffect> effects = [];
        advance(effects);
        return effects;
    }
}
