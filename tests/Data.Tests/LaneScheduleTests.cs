using RnnCluster.Shared;

namespace RnnCluster.Data.Tests;

public sealed class LaneScheduleTests
{
    [Fact]
    public void ASmallScheduleIsThisOne()
    {
        // 17 targets: two lanes of 8, windows of 3; the rests 6, 7 and 14, 15 and the token 16 are dropped.
        var schedule = new LaneSchedule(tokenCount: 18, batch: 2, window: 3);
        Assert.Equal((8, 2), (schedule.LaneLength, schedule.WindowsPerEpoch));
        int[] tokens = [.. Enumerable.Range(100, 18)];
        int[] inputs = new int[6];
        int[] targets = new int[6];

        schedule.FillWindow(tokens, step: 0, [0, 1], inputs, targets);
        Assert.Equal([100, 108, 101, 109, 102, 110], inputs);
        Assert.Equal([101, 109, 102, 110, 103, 111], targets);

        schedule.FillWindow(tokens, step: 3, [1, 0], inputs, targets);
        Assert.Equal([111, 103, 112, 104, 113, 105], inputs);
        Assert.Equal([112, 104, 113, 105, 114, 106], targets);
    }

    [Fact]
    public void EpochsFollowEachOther()
    {
        var schedule = new LaneSchedule(tokenCount: 18, batch: 2, window: 3);
        (long, int, bool)[] expected = [(0, 0, true), (0, 1, false), (1, 0, true), (1, 1, false), (2, 0, true)];
        Assert.Equal(
            expected,
            Enumerable.Range(0, 5).Select(
                step => (schedule.Epoch(step), schedule.WindowIndex(step), schedule.StartsEpoch(step))));
        Assert.Equal(2_500_000_000L, schedule.Epoch(5_000_000_001L));
        Assert.Equal(1, schedule.WindowIndex(5_000_000_001L));
    }

    [Fact]
    public void LanesAreContiguousAndNoTargetComesTwice()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var draws = new Draws(seed);
            (int batch, int window) = (draws.Next(1, 9), draws.Next(1, 7));
            int tokenCount = (batch * window) + 1 + draws.Next(0, 60);
            var schedule = new LaneSchedule(tokenCount, batch, window);
            int[] tokens = [.. Enumerable.Range(0, tokenCount)];
            int[] rows = [.. Enumerable.Range(0, batch)];
            int[] inputs = new int[batch * window];
            int[] targets = new int[batch * window];
            int[] next = [.. rows.Select(schedule.LaneStart)];
            int[] seen = new int[tokenCount];
            for (long step = 0; step < schedule.WindowsPerEpoch; step++)
            {
                schedule.FillWindow(tokens, step, rows, inputs, targets);
                for (int position = 0; position < inputs.Length; position++)
                {
                    Assert.Equal(next[position % batch]++, inputs[position]);
                    Assert.Equal(inputs[position] + 1, targets[position]);
                    seen[targets[position]]++;
                }
            }

            // Each lane ends less than a window before the next one starts.
            Assert.All(rows, lane => Assert.InRange(schedule.LaneStart(lane + 1) - next[lane], 0, window - 1));
            Assert.Equal(schedule.WindowsPerEpoch * batch * window, seen.Sum());
            Assert.True(seen.Max() == 1);
        }
    }

    [Fact]
    public void AnyRowsGiveTheirColumnsOfTheWhole()
    {
        var schedule = new LaneSchedule(tokenCount: 64, batch: 5, window: 4);
        int[] tokens = [.. Enumerable.Range(0, 64)];
        int[] whole = new int[20];
        int[] wholeTargets = new int[20];
        schedule.FillWindow(tokens, 1, [0, 1, 2, 3, 4], whole, wholeTargets);
        int[] rows = [4, 1];
        int[] part = new int[8];
        int[] partTargets = new int[8];
        schedule.FillWindow(tokens, 1, rows, part, partTargets);
        for (int time = 0; time < 4; time++)
        {
            for (int row = 0; row < 2; row++)
            {
                Assert.Equal(whole[(time * 5) + rows[row]], part[(time * 2) + row]);
                Assert.Equal(wholeTargets[(time * 5) + rows[row]], partTargets[(time * 2) + row]);
            }
        }
    }

    [Fact]
    public void FillingAllocatesNothing()
    {
        var schedule = new LaneSchedule(tokenCount: 64, batch: 5, window: 4);
        var lanes = new EvaluationLanes(tokenCount: 64, lanes: 5, window: 4);
        int[] tokens = new int[64];
        int[] rows = [0, 1, 2];
        int[] inputs = new int[12];
        int[] targets = new int[12];
        long before = 0;
        for (int round = 0; round < 3; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            schedule.FillWindow(tokens, 2, rows, inputs, targets);
            lanes.FillSegment(tokens, lanes.Segment(0), rows, inputs, targets);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ATextTooShortSaysWhatIsMissing()
    {
        Assert.Equal(1, new LaneSchedule(4097, 64, 64).WindowsPerEpoch);
        var refusal = Assert.Throws<InputException>(() => new LaneSchedule(4096, 64, 64));
        Assert.Equal(
            "The training part has 4096 symbols, but a batch of 64 lanes with a window of 64 needs at least 4097; "
            + "give a longer text, or lower the batch or the window.",
            refusal.Message);
    }

    [Fact]
    public void AnAbsurdBatchIsRefusedWithoutOverflow() =>
        Assert.Contains(
            "needs at least 10000000001;",
            Assert.Throws<InputException>(() => new LaneSchedule(4096, 100_000, 100_000)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void ABufferOfAnotherSizeIsABug()
    {
        var schedule = new LaneSchedule(tokenCount: 18, batch: 2, window: 3);
        int[] tokens = new int[18];
        int[] six = new int[6];
        Assert.Throws<InvalidOperationException>(() => schedule.FillWindow(tokens, 0, [0], six, six));
        Assert.Throws<InvalidOperationException>(() => schedule.FillWindow(tokens, 0, [0, 2], six, six));
        Assert.Throws<InvalidOperationException>(() => schedule.FillWindow(six, 0, [0, 1], six, six));
    }
}
