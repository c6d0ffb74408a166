using System.Collections.Concurrent;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Exchange;

/// <summary>
/// Replicas that share no memory and train one run together: each computes some shards, one owner reduces, all apply.
/// They exchange payloads alone, which arrive in any order.
/// </summary>
internal sealed class ExchangeRun : IDisposable
{
    private readonly SliceLayout layout;
    private readonly Placements chance;
    private readonly Member[] members;
    private readonly SliceReducer reducer;
    private readonly TreeNode root;

    /// <summary>Lays out the replicas.</summary>
    /// <param name="variant">A variant of <see cref="SmallRun"/>.</param>
    /// <param name="shards">The shards that each replica computes; some may be computed by several.</param>
    /// <param name="blocksPerSlice">The cut.</param>
    /// <param name="seed">Decides the orders of arrival.</param>
    public ExchangeRun(string variant, int[][] shards, int blocksPerSlice, uint seed)
    {
        chance = new Placements(seed);
        TrainingPlan plan = SmallRun.PlanOf(variant);
        root = plan.Root;
        layout = new SliceLayout(new Neural.Models.LanguageModelParameters(plan.Model).Layout.Length, blocksPerSlice);
        members = [.. shards.Select((held, index) => new Member(variant, held, layout, Pool, 1 + (index % 2)))];
        reducer = new SliceReducer(plan, layout, members[0].Replica.Team);
    }

    /// <summary>Where all payloads come from.</summary>
    public PayloadPool Pool { get; } = new();

    /// <summary>How many slices went by touched rows.</summary>
    public int SlicesByRows { get; private set; }

    /// <summary>Trains for some steps and demands that every replica passes through the reference's states.</summary>
    public void EnsureSame(string variant, int steps)
    {
        RunTrace reference = SmallRun.Reference(variant);
        for (int step = 0; step < steps; step++)
        {
            foreach (StepReport report in Step())
            {
                Assert.StartsWith(
                    $"step {report.Step}: loss {BitConverter.DoubleToInt64Bits(report.Loss):x16}, "
                    + $"norm {BitConverter.DoubleToInt64Bits(report.Norm):x16}, ",
                    reference.Lines[step],
                    StringComparison.Ordinal);
                Assert.EndsWith(
                    $"digest {report.Digest.High:x16}{report.Digest.Low:x16}",
                    reference.Lines[step],
                    StringComparison.Ordinal);
            }

            Assert.Equal(0, Pool.Outstanding);
        }

        string hash = HashOfReference(variant, steps);
        Assert.All(members, member => Assert.Equal(hash, SmallRun.HashOf(member.Replica)));
    }

    public void Dispose()
    {
        foreach (Member member in members)
        {
            member.Dispose();
        }
    }

    private static string HashOfReference(string variant, int steps)
    {
        if (steps == SmallRun.Steps)
        {
            return SmallRun.Reference(variant).StateHash;
        }

        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica(variant, team);
        return SmallRun.Train(replica, Training.Groups(replica, 1), end: steps).StateHash;
    }

    /// <summary>Along the tree, as a coordinator adds the losses that are reported to it.</summary>
    private static double LossOf(TreeNode node, Answer[] answers)
    {
        if (Array.Find(answers, answer => answer.Node == node) is { } found)
        {
            return found.Loss;
        }

        var left = new TreeNode(node.Level - 1, 2 * node.Index);
        return LossOf(left, answers) + LossOf(new TreeNode(left.Level, left.Index + 1), answers);
    }

    private StepReport[] Step()
    {
        Answer[] answers = [.. members.SelectMany(member => member.Compute())];
        answers = chance.Shuffle(answers);
        List<TreeNode> cover = Cover(root, answers);
        Answer[] chosen = [.. cover.Select(node => answers.First(answer => answer.Node == node))];
        double loss = LossOf(root, chosen);
        int[] order = chance.Shuffle([.. Enumerable.Range(0, layout.Count)]);
        members[0].Average.Begin(members[0].Replica.Step);
        foreach (int slice in order)
        {
            SliceTerm[] terms =
            [
                .. chance.Shuffle(chosen)
                    .Select(answer => new SliceTerm(
                        answer.Node, answer.Slices[slice].Encoding, answer.Slices[slice].Payload)),
            ];
            SlicesByRows += terms.Count(term => term.Encoding == SliceEncoding.Rows);
            reducer.Reduce(slice, terms, members[0].Average);
        }

        foreach (int slice in order)
        {
            Deliver(slice);
        }

        foreach (Member member in members)
        {
            foreach (Answer answer in chance.Shuffle(answers))
            {
                member.Take(answer);
            }
        }

        foreach (Payload payload in answers.SelectMany(answer => answer.Slices.Values.Select(slice => slice.Payload)))
        {
            payload.Release();
        }

        return [.. members.Select(member => member.Apply(loss))];
    }

    private void Deliver(int slice)
    {
        AverageBuffer owner = members[0].Average;
        (SliceEncoding encoding, Payload payload) = members[0].Codec.Encode(owner, slice);
        foreach (Member member in members.Skip(1))
        {
            if (member.Average.StoredSlices == 0)
            {
                member.Average.Begin(member.Replica.Step);
            }

            // What it gets has been through a socket.
            var received = new Payload(payload.Span.ToArray());
            Assert.True(member.Average.Store(slice, encoding, received, owner.SquaresOf(slice)));
            Assert.False(member.Average.Store(slice, encoding, received, owner.SquaresOf(slice)));
        }

        payload.Release();
    }

    /// <summary>Nodes that answers are there for and that cover all shards once, the highest ones first.</summary>
    private static List<TreeNode> Cover(TreeNode node, Answer[] answers)
    {
        if (answers.Any(answer => answer.Node == node))
        {
            return [node];
        }

        Assert.True(node.Level > 0, $"nobody computed {node}");
        return
        [
            .. Cover(new TreeNode(node.Level - 1, 2 * node.Index), answers),
            .. Cover(new TreeNode(node.Level - 1, (2 * node.Index) + 1), answers),
        ];
    }

    /// <summary>What a replica says about one node: all that leaves it.</summary>
    private sealed class Answer(TreeNode node)
    {
        public TreeNode Node => node;

        public double Loss { get; set; }

        public byte[] Carried { get; set; } = [];

        public ConcurrentDictionary<int, (SliceEncoding Encoding, Payload Payload)> Slices { get; } = new();
    }

    private sealed class Member : ISliceSink, IDisposable
    {
        private readonly ComputeTeam team;
        private readonly ShardGroup group;
        private readonly SliceLayout layout;
        private Dictionary<TreeNode, Answer> answers = [];

        public Member(string variant, int[] shards, SliceLayout cut, PayloadPool pool, int threads)
        {
            layout = cut;
            team = new ComputeTeam(threads);
            Replica = SmallRun.CreateReplica(variant, team);
            group = Replica.CreateGroup(shards, layout);
            Codec = new SliceCodec(layout, Replica.Model.SparseTable, pool);
            Average = new AverageBuffer(layout);
        }

        public Replica Replica { get; }

        public SliceCodec Codec { get; }

        public AverageBuffer Average { get; }

        public void OnSlice(NodeSum sum, int slice) =>
            Assert.True(answers[sum.Node].Slices.TryAdd(slice, Codec.Encode(group, sum, slice)));

        public Answer[] Compute()
        {
            answers = group.Sums.ToDictionary(sum => sum.Node, sum => new Answer(sum.Node));
            Replica.Compute(group, this);
            foreach (NodeSum sum in group.Sums)
            {
                Answer answer = answers[sum.Node];
                Assert.Equal(layout.Count, answer.Slices.Count);
                answer.Loss = sum.Loss;
                answer.Carried = new byte[Replica.CarriedLength(sum.Node)];
                Replica.ReadCarried(sum.Node, 0, answer.Carried);
            }

            return [.. answers.Values];
        }

        public void Take(Answer answer)
        {
            if (!answers.ContainsKey(answer.Node))
            {
                Replica.WriteCarried(answer.Node, 0, answer.Carried.Length, answer.Carried);
            }
        }

        public StepReport Apply(double loss)
        {
            Average.Loss = loss;
            StepReport report = Replica.Apply(Average.Average);
            Average.Begin(Replica.Step);
            return report;
        }

        public void Dispose() => team.Dispose();
    }
}
