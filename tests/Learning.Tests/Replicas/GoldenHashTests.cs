using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>
/// The bits of this version of the arithmetic. Equality tests compare a build with itself; this one compares it with
/// all builds before. The constants may be changed only together with <see cref="Numerics.Version"/> and
/// CHANGELOG.md: whoever has a checkpoint must be told that it continues to other bits.
/// </summary>
public sealed class GoldenHashTests
{
    [Fact]
    public void TheConstantsAreOfThisVersion() => Assert.Equal(1, Numerics.Version);

    [Theory]
    [InlineData("lstm", "040afcbd60685e898472840e0d1d2d0bd8f874c2876d17b204e237358a743173")]
    [InlineData("gru", "27032faf218fe8673cf7049ecbb15bce01ef0ccb9db1650a347f399b5d957569")]
    [InlineData("rnn-tanh", "90277b155db218c56a0b7ef3f9d7dc29583e9213b2491a04aae7ab06511aa00e")]
    [InlineData("momentum", "45add452d111460e872a77ed6dc257eb8aebad82dbd4aa5f6d66b0c8cd54cc14")]
    public void ThirtyStepsEndInTheStateThatTheyAlwaysEndIn(string variant, string stateHash)
    {
        string actual = SmallRun.Reference(variant).StateHash;
        Assert.True(stateHash == actual, $"{variant}: the state hash is {actual}, but it was {stateHash}");
    }
}
