using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>
/// A text cut into L lanes so that every target is evaluated exactly once. Of the n - 1 targets, lane i has those from
/// floor(i (n - 1) / L) to floor((i + 1) (n - 1) / L) - 1, so that lengths differ by one at most. Rows are the lanes
/// with the longer ones first: all rows run the common length in windows, then the first rows run one time step more.
/// </summary>
public sealed class EvaluationLanes
{
    /// <summary>Lanes of each row, and rows of each lane; what row order exists for.</summary>
    private readonly int[] laneOf;
    private readonly int[] rowOf;

    /// <summary>Lays the lanes out.</summary>
    /// <param name="tokenCount">n, the tokens of the part.</param>
    /// <param name="lanes">L, at least 1; one is a single stream from beginning to end.</param>
    /// <param name="window">T, the most time steps of a segment, at least 1. Does not change what is covered.</param>
    /// <exception cref="InputException">There is no target, because there are fewer than two tokens.</exception>
    public EvaluationLanes(int tokenCount, int lanes, int window)
    {
        Ensure.That(tokenCount >= 0 && lanes >= 1 && window >= 1);
        if (tokenCount < 2)
        {
            throw new InputException(
                $"The part to evaluate has {tokenCount} symbols, but a first target needs at least 2; "
                + "give a longer text or a larger fraction of it.");
        }

        TokenCount = tokenCount;
        Lanes = lanes;
        Window = window;
        LengthMin = TargetCount / lanes;
        LongerRows = TargetCount % lanes;
        SegmentCount = (int)(((long)LengthMin + window - 1) / window) + (LongerRows > 0 ? 1 : 0);
        laneOf = new int[lanes];
        rowOf = new int[lanes];
        int longer = 0;
        int shorter = LongerRows;
        for (int lane = 0; lane < lanes; lane++)
        {
            int row = LaneLength(lane) > LengthMin ? longer++ : shorter++;
            laneOf[row] = lane;
            rowOf[lane] = row;
        }
    }

    /// <summary>n, the tokens of the part.</summary>
    public int TokenCount { get; }

    /// <summary>n - 1, the targets of the part.</summary>
    public int TargetCount => TokenCount - 1;

    /// <summary>L, the number of lanes and of rows. Lanes beyond the number of targets are empty.</summary>
    public int Lanes { get; }

    /// <summary>T, the most time steps of a segment.</summary>
    public int Window { get; }

    /// <summary>Targets that every lane has at least.</summary>
    public int LengthMin { get; }

    /// <summary>How many rows, from the first, have one target more than <see cref="LengthMin"/>.</summary>
    public int LongerRows { get; }

    /// <summary>How many segments there are, at least 1.</summary>
    public int SegmentCount { get; }

    /// <summary>The position of a lane's first input; its first target is the token after it.</summary>
    /// <param name="lane">0 .. <see cref="Lanes"/>; the last value gives the end of the last lane.</param>
    public int LaneStart(int lane) => (int)((long)lane * TargetCount / Lanes);

    /// <summary>How many targets a lane has.</summary>
    /// <param name="lane">0 .. <see cref="Lanes"/> - 1.</param>
    public int LaneLength(int lane) => LaneStart(lane + 1) - LaneStart(lane);

    /// <summary>The lane that a row runs.</summary>
    /// <param name="row">0 .. <see cref="Lanes"/> - 1.</param>
    public int LaneOf(int row) => laneOf[row];

    /// <summary>The row that runs a lane.</summary>
    /// <param name="lane">0 .. <see cref="Lanes"/> - 1.</param>
    public int RowOf(int lane) => rowOf[lane];

    /// <summary>A segment; to run them in order carries each row's state from one to the next.</summary>
    /// <param name="index">0 .. <see cref="SegmentCount"/> - 1.</param>
    public EvaluationSegment Segment(int index)
    {
        Ensure.That((uint)index < (uint)SegmentCount);
        bool isLast = LongerRows > 0 && index == SegmentCount - 1;
        int start = isLast ? LengthMin : index * Window;
        return isLast
            ? new EvaluationSegment(start, 1, LongerRows)
            : new EvaluationSegment(start, Math.Min(Window, LengthMin - start), Lanes);
    }

    /// <summary>Writes the tokens of one segment. Allocates nothing.</summary>
    /// <param name="tokens">The part, n tokens.</param>
    /// <param name="segment">Which stretch of time.</param>
    /// <param name="rows">The rows wanted, R of them, in any order; all active in the segment.</param>
    /// <param name="inputs">(steps, R), time-major: the token of row r at time t goes to t * R + r.</param>
    /// <param name="targets">(steps, R), time-major: the token after each input.</param>
    public void FillSegment(
        ReadOnlySpan<int> tokens,
        EvaluationSegment segment,
        ReadOnlySpan<int> rows,
        Span<int> inputs,
        Span<int> targets)
    {
        Ensure.That(tokens.Length == TokenCount);
        Ensure.That(inputs.Length == segment.Steps * rows.Length && targets.Length == inputs.Length);
        for (int row = 0; row < rows.Length; row++)
        {
            Ensure.That((uint)rows[row] < (uint)segment.Rows);
            ReadOnlySpan<int> source = tokens.Slice(
                LaneStart(laneOf[rows[row]]) + segment.Start, segment.Steps + 1);
            LaneLayout.Scatter(source, row, rows.Length, inputs, targets);
        }
    }
}
