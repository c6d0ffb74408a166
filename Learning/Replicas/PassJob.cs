using RnnCluster.Kernels.Products;
using RnnCluster.Learning.Compute;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Modules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>
/// Runs a window's rows forward and, in training, backward; each member carries its rows all the way.
/// </summary>
internal sealed class PassJob(LanguageModel model) : TeamJob
{
    public Window? Window { get; set; }

    /// <summary>Measures the phases of the first member's rows.</summary>
    public PhaseClock? Clock { get; set; }

    public override void Run(int member, int members)
    {
        Window window = Window!;
        RowRange rows = RowsOf(window, member, members);
        if (rows.Count == 0)
        {
            return;
        }

        PhaseClock? clock = member == 0 ? Clock : null;
        model.Forward(window, rows);
        clock?.End(Phase.Forward);
        model.Loss(window, rows);
        clock?.End(Phase.Loss);
        if (window.IsTraining)
        {
            model.Backward(window, rows);
            clock?.End(Phase.Backward);
        }
    }

    /// <summary>A strip of its own, or a share of the only one.</summary>
    private static RowRange RowsOf(Window window, int member, int members)
    {
        ShardRows shards = window.Shards;
        if (shards.Strips == 1)
        {
            (int first, int count) = Share(member, members, window.Rows);
            return new RowRange(first, count);
        }

        Ensure.That(shards.Strips == members);
        return new RowRange(shards.StripFirst(member), shards.StripFirst(member + 1) - shards.StripFirst(member));
    }
}
