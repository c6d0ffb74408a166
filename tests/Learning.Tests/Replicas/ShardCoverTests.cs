using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Replicas;

public sealed class ShardCoverTests
{
    private const int Shards = 16;
    private const int Length = 5;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnyCoverInAnyOrderAddsUpToTheTree(int seed)
    {
        var random = new Random(seed);
        float[][] leaves = [.. Enumerable.Range(0, Shards).Select(_ => Values(random))];
        NodeSum[] sums = [.. Nodes(random).Select(node => Sum(node, leaves))];
        random.Shuffle(sums);
        TreeNode root = TreeNode.Root(Shards);

        var cover = new ShardCover(sums, root);
        Assert.Equal(sums.Length - 1, cover.Merges);
        for (int merge = 0; merge < cover.Merges; merge++)
        {
            (NodeSum target, NodeSum addend) = cover[merge];
            Add(target.Gradient.Span, addend.Gradient.Span);
        }

        Assert.Equal(Tree(leaves, root), cover.Root.Gradient.Span.ToArray());
        Assert.Equal(0, cover.Root.Node.FirstShard);
        Assert.Equal(TreeLoss(root), cover.SumLosses());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AMissingADoubledOrAForeignSumIsCaught(int seed)
    {
        var random = new Random(seed);
        TreeNode root = TreeNode.Root(Shards);
        List<TreeNode> nodes = [.. Nodes(random)];
        TreeNode chosen = nodes[random.Next(nodes.Count)];
        AssertCaught(nodes.Where(node => node != chosen), root);
        AssertCaught([.. nodes, chosen], root);
        AssertCaught([.. nodes, chosen.Parent], root);
        AssertCaught([.. nodes, new TreeNode(0, Shards)], root);
        AssertCaught([.. nodes, new TreeNode(0, chosen.FirstShard)], root);
        AssertCaught(nodes, root.Parent);
        if (chosen.Level > 0)
        {
            var half = new TreeNode(chosen.Level - 1, chosen.Index * 2);
            AssertCaught([.. nodes.Where(node => node != chosen), half], root);
        }
    }

    [Fact]
    public void NoSumsAreNoCover() => AssertCaught([], TreeNode.Root(1));

    [Fact]
    public void ACoverIsOfItsVerySumsInAnyOrder()
    {
        NodeSum left = new(new TreeNode(1, 0), Length);
        NodeSum third = new(new TreeNode(0, 2), Length);
        NodeSum fourth = new(new TreeNode(0, 3), Length);
        var cover = new ShardCover([fourth, left, third], TreeNode.Root(4));
        Assert.True(cover.IsOf([left, third, fourth]));
        Assert.True(cover.IsOf([third, fourth, left]));
        Assert.False(cover.IsOf([left, third]));
        Assert.False(cover.IsOf([left, third, fourth, fourth]));
        Assert.False(cover.IsOf([left, third, new NodeSum(fourth.Node, Length)]));
    }

    [Fact]
    public void ASumThatIsThereTwiceIsNotTakenForTheOneThatIsMissing()
    {
        NodeSum left = new(new TreeNode(0, 0), Length);
        NodeSum right = new(new TreeNode(0, 1), Length);
        var cover = new ShardCover([left, right], TreeNode.Root(2));
        Assert.False(cover.IsOf([left, left]));
        Assert.False(cover.IsOf([right, right]));
        Assert.True(cover.IsOf([right, left]));
    }

    private static void AssertCaught(IEnumerable<TreeNode> nodes, TreeNode root) =>
        Assert.Throws<InvalidOperationException>(
            () => new ShardCover([.. nodes.Select(node => new NodeSum(node, Length))], root));

    /// <summary>Nodes that cover the tree exactly, cut at random.</summary>
    private static List<TreeNode> Nodes(Random random)
    {
        var nodes = new List<TreeNode>();
        Cut(TreeNode.Root(Shards));
        return nodes;

        void Cut(TreeNode node)
        {
            if (node.Level == 0 || random.Next(3) == 0)
            {
                nodes.Add(node);
                return;
            }

            Cut(new TreeNode(node.Level - 1, node.Index * 2));
            Cut(new TreeNode(node.Level - 1, (node.Index * 2) + 1));
        }
    }

    private static NodeSum Sum(TreeNode node, float[][] leaves)
    {
        var sum = new NodeSum(node, Length) { Loss = TreeLoss(node) };
        Tree(leaves, node).CopyTo(sum.Gradient.Span);
        return sum;
    }

    private static float[] Tree(float[][] leaves, TreeNode node)
    {
        if (node.Level == 0)
        {
            return [.. leaves[node.Index]];
        }

        float[] sum = Tree(leaves, new TreeNode(node.Level - 1, node.Index * 2));
        Add(sum, Tree(leaves, new TreeNode(node.Level - 1, (node.Index * 2) + 1)));
        return sum;
    }

    /// <summary>Losses of very different sizes, so that another order of addition gives other bits.</summary>
    private static double TreeLoss(TreeNode node) => node.Level == 0
        ? Math.Pow(10, node.Index * 7 % 13) / 3
        : TreeLoss(new TreeNode(node.Level - 1, node.Index * 2))
            + TreeLoss(new TreeNode(node.Level - 1, (node.Index * 2) + 1));

    private static float[] Values(Random random) => [.. Enumerable.Range(0, Length).Select(
        _ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(6))))];

    private static void Add(Span<float> target, ReadOnlySpan<float> addend)
    {
        for (int index = 0; index < target.Length; index++)
        {
            target[index] += addend[index];
        }
    }
}
