using RnnCluster.Kernels.Updates;

namespace RnnCluster.Kernels.Tests.Updates;

public sealed class BlockDigestTests
{
    private const int Length = Blocks.Floats + 35;

    private readonly float[] parameters = Values(1);
    private readonly float[] first = Values(2);
    private readonly float[] second = Values(3);

    [Fact]
    public void EverySingleBitOfAnElementIsSeen()
    {
        Digest128[] before = Digests();
        foreach (float[] vector in new[] { parameters, first, second })
        {
            foreach (int index in new[] { 0, 17, 2048, Blocks.Floats - 1, Blocks.Floats, Length - 1 })
            {
                for (int bit = 0; bit < 32; bit++)
                {
                    float kept = vector[index];
                    uint flipped = BitConverter.SingleToUInt32Bits(kept) ^ (1u << bit);
                    vector[index] = BitConverter.UInt32BitsToSingle(flipped);
                    Digest128[] after = Digests();
                    vector[index] = kept;
                    int block = index / Blocks.Floats;
                    Assert.NotEqual(before[block], after[block]);
                    Assert.Equal(before[1 - block], after[1 - block]);
                }
            }
        }
    }

    [Theory]
    [InlineData(3, 19)]
    [InlineData(3, 3 + 1600)]
    [InlineData(3, 4)]
    [InlineData(0, 15)]
    [InlineData(100, 2007)]
    public void ExchangedElementsAreSeenWithinALaneAndBetweenLanes(int one, int other)
    {
        Digest128[] before = Digests();
        (parameters[one], parameters[other]) = (parameters[other], parameters[one]);
        Assert.NotEqual(before[0], Digests()[0]);
        (parameters[one], parameters[other]) = (parameters[other], parameters[one]);
        Assert.Equal(before, Digests());
    }

    [Fact]
    public void ExchangedVectorsAndLanesAndSignsOfZeroAreSeen()
    {
        var seen = new HashSet<Digest128> { Digest(parameters, first), Digest(first, parameters) };
        float[] rotated = [.. parameters[1..], parameters[0]];
        seen.Add(Digest(rotated, first));
        float[] zeros = new float[64];
        seen.Add(Digest(zeros, default));
        zeros[63] = -0f;
        seen.Add(Digest(zeros, default));
        seen.Add(Digest(parameters, default));
        Assert.Equal(6, seen.Count);

        static Digest128 Digest(float[] parameters, float[]? first)
        {
            return RestDigests.Of(first is null ? [parameters] : [parameters, first])[0];
        }
    }

    [Fact]
    public void AChainSeesOrderHistoryAndNumber()
    {
        Digest128[] blocks = Digests();
        Digest128 chain = BlockDigest.Chain(default, blocks);
        Assert.Equal(chain, BlockDigest.Chain(default, blocks));
        Assert.NotEqual(chain, BlockDigest.Chain(default, [blocks[1], blocks[0]]));
        Assert.NotEqual(chain, BlockDigest.Chain(chain, blocks));
        Assert.NotEqual(chain, BlockDigest.Chain(default, blocks.AsSpan(0, 1)));
        Assert.NotEqual(chain, BlockDigest.Chain(default, [.. blocks, default]));
    }

    // Golden bits: digests are compared between nodes and with recorded metrics.
    [Fact]
    public void TheDigestIsTheSameOnEveryMachine() =>
        Assert.Equal("2253f5b585060d80cec90e3246a47400", BlockDigest.Chain(default, Digests()).ToString());

    private static float[] Values(int seed)
    {
        float[] values = new float[Length];
        for (int i = 0; i < Length; i++)
        {
            values[i] = TestPanels.Value(seed, i);
        }

        return values;
    }

    private Digest128[] Digests() => RestDigests.Of(parameters, first, second);
}
