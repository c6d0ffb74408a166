using RnnCluster.Learning.Compute;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Modules;

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
        (int first, int count) = Share(member, members, window.Rows);
        if (count == 0)
        {
            return;
        }

        PhaseClock? clock = member == 0 ? Clock : null;
        var rows = new RowRange(first, count);
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
}
