using RnnCluster.Kernels.Products;

namespace RnnCluster.Kernels.Tests.Products;

public sealed class TokenIndexTests
{
    [Fact]
    public void PositionsComeByShardThenByTimeThenByRow()
    {
        for (uint number = 0; number < 100; number++)
        {
            var random = new RandomCase(40, number);
            int vocabulary = random.NextSize();
            var index = new TokenIndex(vocabulary, 2000);

            // The second window finds what the first has left behind.
            for (int window = 0; window < 2; window++)
            {
                ShardRows shards = random.NextShards(20, 12, 6);
                int[] tokens = new int[shards.Steps * shards.RowsPerStep];
                foreach (ref int token in tokens.AsSpan())
                {
                    token = random.Next(0, vocabulary - 1);
                }

                index.Build(tokens, shards);
                Assert.Equal(tokens.Distinct().Order(), index.Touched.ToArray());
                for (int token = 0; token < vocabulary; token++)
                {
                    CheckToken(index, shards, tokens, token);
                }
            }
        }
    }

    [Fact]
    public void AWindowThatDoesNotFitIsRefused()
    {
        var index = new TokenIndex(5, 6);
        Assert.Throws<InvalidOperationException>(() => index.Build(new int[8], new ShardRows(2, [0, 4])));
        Assert.Throws<InvalidOperationException>(() => index.Build(new int[5], new ShardRows(2, [0, 3])));
        Assert.Throws<InvalidOperationException>(() => index.Build([0, 4, 5], new ShardRows(1, [0, 3])));
        Assert.Throws<InvalidOperationException>(() => index.Build([0, 4, -1], new ShardRows(1, [0, 3])));
    }

    private static void CheckToken(TokenIndex index, ShardRows shards, int[] tokens, int token)
    {
        var all = new List<int>();
        for (int shard = 0; shard < shards.Count; shard++)
        {
            int[] positions = [.. Chain.RowsOf(shards, shard).Where(row => tokens[row] == token)];
            Assert.Equal(positions, index.Positions(token, shard).ToArray());
            Assert.All(positions, position => Assert.Equal(shard, shards.ShardOf(position)));
            all.AddRange(positions);
        }

        Assert.Equal(all, index.Positions(token).ToArray());
    }
}
