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

    public override void Run(int member, int members)
    {
        Window window = Window!;
        (int first, int count) = Share(member, members, window.Rows);
        if (count == 0)
        {
            return;
        }

        var rows = new RowRange(first, count);
        model.Forward(window, rows);
        model.Loss(window, rows);
        if (window.IsTraining)
        {
            model.Backward(window, rows);
        }
    }
}
