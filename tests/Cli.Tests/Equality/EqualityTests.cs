using System.Globalization;
using System.Text.Json;

namespace RnnCluster.Cli.Tests.Equality;

/// <summary>
/// The contract, held by real processes: one state hash, the same bytes in every line of metrics.jsonl and in every
/// checkpoint, whatever the partitions, the threads, the registers of the CPU, its libm, and whoever was killed on the
/// way. Every process asserts the lanes that it reports, so that no switch can be one that does nothing.
/// </summary>
public sealed class EqualityTests(EqualRuns runs) : IClassFixture<EqualRuns>
{
    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("rnn-tanh")]
    [InlineData("rnn-relu")]
    public async Task ThePlainRunClipsMostStepsAndEndsTwoEpochs(string cell)
    {
        string output = await runs.Reference(cell, EqualRuns.Steps);
        JsonElement[] lines =
            [.. File.ReadLines(runs.Metrics(output)).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(EqualRuns.Steps, lines.Length);
        int clipped = lines.Count(line => line.GetProperty("clipped").GetBoolean());
        Assert.InRange(clipped, (EqualRuns.Steps / 2) + 1, EqualRuns.Steps);
        double[] rates = [.. lines.Select(line => line.GetProperty("rate").GetDouble())];
        Assert.Equal(3, rates[5..].Distinct().Count());
    }

    /// <summary>LSTM: every partition, both thread counts, every switch. GRU and RNN: pairs of them.</summary>
    [Theory]
    [InlineData("lstm", 1, 2, LaneSwitch.None)]
    [InlineData("lstm", 2, 1, LaneSwitch.None)]
    [InlineData("lstm", 3, 1, LaneSwitch.None)]
    [InlineData("lstm", 5, 2, LaneSwitch.None)]
    [InlineData("lstm", 8, 1, LaneSwitch.None)]
    [InlineData("lstm", 1, 1, LaneSwitch.NoAvx512)]
    [InlineData("lstm", 1, 1, LaneSwitch.NoAvx2)]
    [InlineData("lstm", 1, 1, LaneSwitch.NoVectors)]
    [InlineData("lstm", 1, 1, LaneSwitch.OtherLibm)]
    [InlineData("gru", 2, 2, LaneSwitch.NoAvx512)]
    [InlineData("gru", 8, 1, LaneSwitch.NoAvx2)]
    [InlineData("gru", 3, 2, LaneSwitch.NoVectors)]
    [InlineData("gru", 5, 1, LaneSwitch.OtherLibm)]
    [InlineData("rnn-tanh", 5, 2, LaneSwitch.NoAvx2)]
    [InlineData("rnn-tanh", 2, 1, LaneSwitch.NoVectors)]
    [InlineData("rnn-tanh", 8, 2, LaneSwitch.OtherLibm)]
    [InlineData("rnn-relu", 3, 1, LaneSwitch.NoAvx512)]
    [InlineData("rnn-relu", 8, 2, LaneSwitch.NoVectors)]
    public async Task PlacementAndRegistersLeaveNoTrace(string cell, int partitions, int threads, string variable)
    {
        string output = runs.NextOutput();
        using RnnProcess run = runs.Start(
            variable,
            cell,
            output,
            "--partitions",
            Text(partitions),
            "--threads",
            Text(threads),
            "--steps",
            Text(EqualRuns.Steps));
        await runs.AssertSame(run, variable, cell, output);
    }

    /// <summary>
    /// A third of the way is computed with one kind of registers and placement, then nothing is left but files, and the
    /// rest is computed with another: what a cluster of unlike machines does. Stops on one machine are in
    /// <see cref="ProcessTests"/>.
    /// </summary>
    [Theory]
    [InlineData("lstm", LaneSwitch.NoVectors, 5, LaneSwitch.None, 1)]
    [InlineData("lstm", LaneSwitch.None, 2, LaneSwitch.NoAvx2, 8)]
    [InlineData("gru", LaneSwitch.NoAvx2, 3, LaneSwitch.NoAvx512, 2)]
    [InlineData("rnn-tanh", LaneSwitch.NoAvx512, 8, LaneSwitch.OtherLibm, 3)]
    public async Task ARunThatIsKilledHereAndResumedThereLeavesNoTrace(
        string cell, string killedOn, int partitionsBefore, string resumedOn, int partitionsAfter)
    {
        string output = runs.NextOutput();
        using (RnnProcess killed = runs.Start(
            killedOn, cell, output, "--partitions", Text(partitionsBefore), "--threads", "2"))
        {
            await killed.AwaitEvent("checkpoint");
            await killed.Kill();
        }

        // A slow machine may see the kill long after the checkpoint: then the end lies further on.
        long end = Math.Max(EqualRuns.Steps, runs.StepOf(output) + 7);
        using RnnProcess resumed = runs.Start(
            resumedOn,
            cell,
            output,
            "--partitions",
            Text(partitionsAfter),
            "--threads",
            "1",
            "--resume",
            "--steps",
            Text(end));
        await runs.AssertSame(resumed, resumedOn, cell, output);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
