using RnnCluster.Data;
using RnnCluster.Neural.Modules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>The training symbols of a run and which of them a step trains on.</summary>
public sealed class ReplicaData
{
    private readonly ReadOnlyMemory<int> tokens;

    /// <summary>Cuts the training part into lanes.</summary>
    /// <param name="tokens">The training part.</param>
    /// <param name="batch">B, the lanes.</param>
    /// <param name="window">T, the time steps of an update.</param>
    /// <exception cref="InputException">The training part is too short.</exception>
    public ReplicaData(ReadOnlyMemory<int> tokens, int batch, int window)
    {
        this.tokens = tokens;
        Lanes = new LaneSchedule(tokens.Length, batch, window);
    }

    /// <summary>The lanes and the windows of an epoch.</summary>
    public LaneSchedule Lanes { get; }

    /// <summary>Fills a window with a step's symbols. Allocates nothing.</summary>
    internal void Fill(Window window, Step step)
    {
        for (int strip = 0; strip < window.Shards.Strips; strip++)
        {
            int first = window.Shards.StripFirst(strip);
            int end = window.Shards.StripFirst(strip + 1);
            Range positions = (first * window.Steps)..(end * window.Steps);
            Lanes.FillWindow(
                tokens.Span,
                step.Value,
                window.GlobalRows.AsSpan(first..end),
                window.Inputs.AsSpan(positions),
                window.Targets.AsSpan(positions));
        }

        window.Tokens.Build(window.Inputs, window.Shards);
        window.StartsFromZero = Lanes.StartsEpoch(step.Value);
    }
}
