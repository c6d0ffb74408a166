using RnnCluster.Dashboard.Api;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;

namespace RnnCluster.Dashboard.History;

/// <summary>Where the time of the newest steps went, by node.</summary>
internal sealed class AnatomyLog
{
    /// <summary>More steps than a heat map has columns.</summary>
    public const int StepsMax = 600;

    /// <summary>600 steps of 27 nodes, or fewer of more: 16,384 rows of about 150 bytes are 2.5 MB.</summary>
    public const int RowsMax = 16_384;

    private readonly Queue<AnatomyRow> rows = new();
    private long newestStep;

    public AnatomyRow Add(StepMeasured measured)
    {
        StepTimes times = measured.Times;
        var row = new AnatomyRow(
            measured.Step.Value,
            measured.Node.Name,
            measured.Shards,
            new PhaseSeconds(
                times.Data.TotalSeconds,
                times.Forward.TotalSeconds,
                times.Backward.TotalSeconds,
                times.Send.TotalSeconds,
                times.Wait.TotalSeconds,
                times.Reduce.TotalSeconds,
                times.Apply.TotalSeconds));
        rows.Enqueue(row);
        newestStep = Math.Max(newestStep, row.Step);
        while (rows.Count > RowsMax || rows.Peek().Step <= newestStep - StepsMax)
        {
            rows.Dequeue();
        }

        return row;
    }

    /// <summary>Forgets a step and all after it: they are made again.</summary>
    public void DropFrom(long step)
    {
        for (int count = rows.Count; count > 0; count--)
        {
            AnatomyRow row = rows.Dequeue();
            if (row.Step < step)
            {
                rows.Enqueue(row);
            }
        }

        newestStep = Math.Min(newestStep, step - 1);
    }

    /// <summary>The newest steps, ascending, the nodes of a step by name.</summary>
    public IReadOnlyList<AnatomyRow> Query(int steps) =>
    [
        .. rows.Where(row => row.Step > newestStep - steps)
            .OrderBy(row => row.Step)
            .ThenBy(row => row.Node, StringComparer.Ordinal),
    ];
}
