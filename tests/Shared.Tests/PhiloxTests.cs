namespace RnnCluster.Shared.Tests;

public sealed class PhiloxTests
{
    /// <summary>The known answers that come with Random123 for philox4x32 with ten rounds.</summary>
    public static TheoryData<PhiloxKey, PhiloxWords, PhiloxWords> KnownAnswers => new()
    {
        {
            new PhiloxKey(0, 0),
            new PhiloxWords(0, 0, 0, 0),
            new PhiloxWords(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8)
        },
        {
            new PhiloxKey(0xffffffff, 0xffffffff),
            new PhiloxWords(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff),
            new PhiloxWords(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd)
        },
        {
            new PhiloxKey(0xa4093822, 0x299f31d0),
            new PhiloxWords(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344),
            new PhiloxWords(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1)
        },
    };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void TheFunctionGivesThePublishedWords(PhiloxKey key, PhiloxWords counter, PhiloxWords expected) =>
        Assert.Equal(expected, Philox.Compute(key, counter));

    [Fact]
    public void SeedsAndPurposesHaveKeysOfTheirOwn()
    {
        ulong[] seeds = [0, 1, 2, 1UL << 32, (1UL << 32) + 1, ulong.MaxValue];
        PhiloxKey[] keys =
            [.. seeds.SelectMany(seed => Enum.GetValues<RandomPurpose>(), Philox.Key)];
        Assert.Equal(seeds.Length * Enum.GetValues<RandomPurpose>().Length, keys.Distinct().Count());
    }

    [Fact]
    public void TheKeyOfAStreamNeverChanges() =>
        Assert.Equal(
            new PhiloxKey(0x89abcdef, 0x01234567 ^ 0x0bd794d6),
            Philox.Key(0x0123456789abcdef, RandomPurpose.Dropout));

    [Fact]
    public void AUniformNumberTakesItsBitsFromTheTopOfBothWords()
    {
        Assert.Equal(0.0, Philox.Uniform(0x1f, 0x3f));
        Assert.Equal(0.5, Philox.Uniform(0x80000000, 0));
        Assert.Equal(1.0 / (1L << 27), Philox.Uniform(0x20, 0));
        Assert.Equal(1.0 / (1L << 53), Philox.Uniform(0, 0x40));
        Assert.Equal(1.0 - (1.0 / (1L << 53)), Philox.Uniform(uint.MaxValue, uint.MaxValue));
    }
}
