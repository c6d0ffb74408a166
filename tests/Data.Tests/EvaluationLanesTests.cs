using RnnCluster.Shared;

namespace RnnCluster.Data.Tests;

public sealed class EvaluationLanesTests
{
    [Fact]
    public void ASmallCutIsThisOne()
    {
        // 11 targets in 4 lanes: 0-1, 2-4, 5-7, 8-10. Lane 0 is the short one and comes last.
        var lanes = new EvaluationLanes(tokenCount: 12, lanes: 4, window: 2);
        Assert.Equal([0, 2, 5, 8], Enumerable.Range(0, 4).Select(lanes.LaneStart));
        Assert.Equal([2, 3, 3, 3], Enumerable.Range(0, 4).Select(lanes.LaneLength));
        Assert.Equal([1, 2, 3, 0], Enumerable.Range(0, 4).Select(lanes.LaneOf));
        Assert.Equal(
            [new EvaluationSegment(0, 2, 4), new EvaluationSegment(2, 1, 3)],
            Enumerable.Range(0, lanes.SegmentCount).Select(lanes.Segment));

        int[] tokens = [.. Enumerable.Range(100, 12)];
        int[] inputs = new int[3];
        int[] targets = new int[3];
        lanes.FillSegment(tokens, lanes.Segment(1), [0, 1, 2], inputs, targets);
        Assert.Equal([104, 107, 110], inputs);
        Assert.Equal([105, 108, 111], targets);
    }

    [Fact]
    public void OneLaneIsOneStream()
    {
        var lanes = new EvaluationLanes(tokenCount: 10, lanes: 1, window: 4);
        Assert.Equal(
            [new EvaluationSegment(0, 4, 1), new EvaluationSegment(4, 4, 1), new EvaluationSegment(8, 1, 1)],
            Enumerable.Range(0, lanes.SegmentCount).Select(lanes.Segment));
    }

    [Fact]
    public void LanesBeyondTheTargetsAreEmpty()
    {
        var lanes = new EvaluationLanes(tokenCount: 3, lanes: 5, window: 4);
        Assert.Equal([0, 0, 1, 0, 1], Enumerable.Range(0, 5).Select(lanes.LaneLength));
        Assert.Equal([new EvaluationSegment(0, 1, 2)], Enumerable.Range(0, lanes.SegmentCount).Select(lanes.Segment));
        Assert.Equal([2, 4, 0, 1, 3], Enumerable.Range(0, 5).Select(lanes.LaneOf));
    }

    [Fact]
    public void EveryTargetIsCoveredOnceByContiguousRows()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var draws = new Draws(seed);
            int tokenCount = draws.Next(2, 90);
            var lanes = new EvaluationLanes(tokenCount, lanes: draws.Next(1, 12), window: draws.Next(1, 9));
            int[] tokens = [.. Enumerable.Range(0, tokenCount)];
            int[] next = [.. Enumerable.Range(0, lanes.Lanes).Select(row => lanes.LaneStart(lanes.LaneOf(row)))];
            int[] seen = new int[tokenCount];
            for (int index = 0; index < lanes.SegmentCount; index++)
            {
                EvaluationSegment segment = lanes.Segment(index);
                Assert.InRange(segment.Steps, 1, lanes.Window);
                int[] rows = [.. Enumerable.Range(0, segment.Rows)];
                int[] inputs = new int[segment.Steps * segment.Rows];
                int[] targets = new int[inputs.Length];
                lanes.FillSegment(tokens, segment, rows, inputs, targets);
                for (int position = 0; position < inputs.Length; position++)
                {
                    Assert.Equal(next[position % segment.Rows]++, inputs[position]);
                    Assert.Equal(inputs[position] + 1, targets[position]);
                    seen[targets[position]]++;
                }
            }

            Assert.Equal(0, seen[0]);
            Assert.All(seen[1..], count => Assert.Equal(1, count));
            for (int row = 0; row < lanes.Lanes; row++)
            {
                Assert.Equal(lanes.LaneStart(lanes.LaneOf(row) + 1), next[row]);
                Assert.Equal(row, lanes.RowOf(lanes.LaneOf(row)));
                Assert.Equal(row < lanes.LongerRows, lanes.LaneLength(lanes.LaneOf(row)) > lanes.LengthMin);
            }
        }
    }

    [Fact]
    public void ALargePartInManyLanesDoesNotOverflow()
    {
        var lanes = new EvaluationLanes(tokenCount: 1_000_000_001, lanes: 64, window: int.MaxValue);
        Assert.Equal(1_000_000_000, lanes.LaneStart(64));
        Assert.Equal(1, lanes.SegmentCount);
    }

    [Fact]
    public void ARowThatIsDoneCannotBeFilled()
    {
        var lanes = new EvaluationLanes(tokenCount: 12, lanes: 4, window: 2);
        int[] tokens = new int[12];
        int[] one = new int[1];
        Assert.Throws<InvalidOperationException>(() => lanes.FillSegment(tokens, lanes.Segment(1), [3], one, one));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void APartWithoutATargetIsRefused(int tokenCount) =>
        Assert.Equal(
            $"The part to evaluate has {tokenCount} symbols, but a first target needs at least 2; "
            + "give a longer text or a larger fraction of it.",
            Assert.Throws<InputException>(() => new EvaluationLanes(tokenCount, 1, 1)).Message);
}
