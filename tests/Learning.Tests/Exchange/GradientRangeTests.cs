using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Learning.Tests.Exchange;

/// <summary>A slice is final when all tasks that write there are done: so they must say where they write.</summary>
public sealed class GradientRangeTests
{
    public static TheoryData<string> Variants => ["lstm", "gru", "rnn-tanh", "rnn-relu", "tied", "one-hot", "wide"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void EveryElementIsInTheRangesOfOneTask(string variant)
    {
        using var team = new ComputeTeam(1);
        LanguageModel model = SmallRun.CreateReplica(variant, team).Model;
        int[] tasks = new int[model.Layout.Length];
        for (int task = 0; task < model.GradientTasks; task++)
        {
            foreach (FlatRange range in model.GradientRanges(task))
            {
                for (int element = range.Offset; element < range.End; element++)
                {
                    tasks[element]++;
                }
            }
        }

        FlatRange table = model.SparseTable is { } sparse ? sparse.RangeOf(0, sparse.Rows) : default;
        for (int element = 0; element < tasks.Length; element++)
        {
            bool isSparse = element >= table.Offset && element < table.End;
            Assert.True(tasks[element] == (isSparse ? 8 : 1), $"element {element} is in {tasks[element]} tasks");
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void ATaskWritesInItsRangesAlone(string variant)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica(variant, team);
        ShardGroup group = replica.CreateGroup([0, 1, 5]);
        replica.Compute(group);
        LanguageModel model = replica.Model;
        float[] gradient = new float[model.Layout.Length];
        for (int task = 0; task < model.GradientTasks; task++)
        {
            Array.Fill(gradient, float.NaN);
            model.Gradients(task, group.Window, group.Nodes[0], gradient);
            bool[] covered = new bool[gradient.Length];
            foreach (FlatRange range in model.GradientRanges(task))
            {
                covered.AsSpan(range.Offset, range.Length).Fill(true);
            }

            for (int element = 0; element < gradient.Length; element++)
            {
                Assert.True(float.IsNaN(gradient[element]) || covered[element], $"task {task} wrote {element}");
            }
        }
    }
}
